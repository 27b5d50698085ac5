"""A small world for the journeys: a buyer, a seller with a recording ERP, an archive folder, and a hub between them."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

TREE = """
apiVersion: hub/v1
members:
  lanmei: {name: {en: Lanmei Pumps, zh: 兰美泵业}, ids: {x12: "ZZ:LANMEI"}}
  nordkran: {name: {en: Nordkran AB}, ids: {x12: "ZZ:NORDKRAN"}}
  rival: {name: {en: Rival Ltd}, ids: {x12: "ZZ:RIVAL"}}
systems:
  lanmei/srm: {adapter: erp/document, out: {folder: {path: "FOLDER/lanmei"}}}
  nordkran/erp: {adapter: erp/document, out: {http: {url: "URL", private: true, timeout: 5s}}}
  nordkran/archive: {adapter: erp/document, out: {folder: {path: "FOLDER/archive"}}}
  rival/erp: {adapter: erp/document, out: {folder: {path: "FOLDER/rival"}}}
agreements:
  orders:
    from: lanmei/srm
    to: nordkran
    carries: [order]
    deliver:
      - {to: nordkran/erp, as: json}
      - {to: nordkran/archive, as: x12/850}
    replies:
      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/855}]}
    retry: {waits: [1s, 1s, 1s, 1s, 1s, 1s], jitter: 0}
"""


def tree(folder: Path, url: str) -> str:
    return TREE.replace("FOLDER", str(folder)).replace("URL", url)


def order(number: str = "PO-1", control: int = 1, lines: int = 2, quantity: int = 10) -> bytes:
    """A correct 850 from LANMEI to NORDKRAN."""
    body = [f"BEG*00*SA*{number}**20261120", "CUR*BY*EUR", "N1*BY*LANMEI PUMPS*92*LANMEI", "N1*SE*NORDKRAN AB*92*NORDKRAN"]
    body += [f"PO1*{n}*{quantity}*EA*36.50*PE*BP*LM-{n:04d}*VP*NK-{n:04d}" for n in range(1, lines + 1)]
    body.append(f"CTT*{lines}")
    segments = [
        f"ISA*00*          *00*          *ZZ*{'LANMEI':<15}*ZZ*{'NORDKRAN':<15}*261120*0930*U*00401*{control:09d}*0*P*>",
        f"GS*PO*LANMEI*NORDKRAN*20261120*0930*{control}*X*004010",
        "ST*850*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{control}",
        f"IEA*1*{control:09d}",
    ]
    return "~\n".join([*segments, ""]).encode()


def response(number: str = "PO-1") -> bytes:
    values = {
        "$schema": "https://tradepost.example/schemas/order_response/1.0",
        "schemaVersion": "1.0",
        "id": f"R-{number}",
        "issueDate": "2026-11-21",
        "orderResponseCode": "AP",
        "orderReference": {"id": number},
    }
    return json.dumps(values).encode()


class Sink:
    """An ERP that keeps every request it ever got, in order, and honours the Idempotency-Key.

    `plan`: statuses to answer first, before 201.
    """

    def __init__(self, plan: tuple[int, ...] = ()) -> None:
        self.requests: list[tuple[str, bytes]] = []
        self.records: dict[str, str] = {}
        self._plan = list(plan)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/in"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, key: str, body: bytes) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.requests.append((key, body))
            if self._plan:
                return self._plan.pop(0), {"error": "not now"}
            number = self.records.setdefault(key, f"SO-{len(self.records) + 1}")
            return 201, {"id": number}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, answer = sink.take(self.headers.get("Idempotency-Key", ""), body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def post(url: str, token: str, body: bytes, key: str, media_type: str = "application/edi-x12") -> tuple[int, Any]:
    """One POST to /v1/messages; an answer that never came is (0, reason)."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type, "Idempotency-Key": key}
    request = urllib.request.Request(f"{url}/v1/messages", body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.loads(problem.read())
    except OSError as problem:
        return 0, str(problem)
