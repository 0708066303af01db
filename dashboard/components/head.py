"""The page around the app: the theme is set before anything is painted, and a skip link comes first."""

from base64 import b64encode
from hashlib import sha256

from dashboard import ids

HEAD_SCRIPT = (
    'let t=null;try{t=localStorage.getItem("theme")}catch(e){}'
    'document.documentElement.dataset.bsTheme=t==="dark"||t==="light"?t:'
    'matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"'
)

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%230072B2'/%3E"
    "%3Cpath d='M3 11h3V5h4v6h3' fill='none' stroke='white' stroke-width='1.8'/%3E%3C/svg%3E"
)

INDEX_STRING = f"""<!DOCTYPE html>
<html lang="en">
<head>
{{%metas%}}
<meta name="color-scheme" content="light dark">
<title>{{%title%}}</title>
<link rel="icon" href="{ICON}">
<script>{HEAD_SCRIPT}</script>
{{%css%}}
</head>
<body>
<a class="skip-link" href="#{ids.MAIN}">Skip to the content</a>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>
"""

META_TAGS = [{"name": "viewport", "content": "width=device-width, initial-scale=1"}]


def head_script_hash() -> str:
    """What `script-src` has to list so that a strict CSP lets the script run."""
    return f"'sha256-{b64encode(sha256(HEAD_SCRIPT.encode()).digest()).decode()}'"
