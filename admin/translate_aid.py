"""What helps with one text: proposals of the memory, terms of the glossary, and what stood there earlier."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


async def aid(_request: Request) -> Response:
    """All of it as a part of the page; nothing if there is nothing."""
    return JSONResponse({"html": ""})
