/* Where Streamlit's server is: at the root. Left to itself, its page asks at /queue/_stcore first, and fails twice. */
window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/` };
