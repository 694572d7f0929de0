"""The launcher: `streamlit run app.py`. Everything a browser talks to lives in `pages/`."""

from pathlib import Path

import streamlit as st

from pages._guard import MIDDLEWARE, lifespan, on_script_error
from pages._routes import ROUTES

app = st.App(
    Path(__file__).resolve().parent / "pages" / "_router.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_script_error,
)

if __name__ == "__main__":
    app.run()
