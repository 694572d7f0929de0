"""Everything a browser talks to. Streamlit and Starlette live here only."""
