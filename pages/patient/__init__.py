"""The patient's form, a page of Streamlit."""
