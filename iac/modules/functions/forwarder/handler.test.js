import assert from "node:assert/strict";
import { createServer } from "node:http";
import { afterEach, beforeEach, test } from "node:test";
import { handle } from "./src/handler.js";

let server;
let requests;
let answer;

beforeEach(async () => {
  requests = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer(async (request, response) => {
    request.setEncoding("utf8");
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  process.env.TARGET_URL = `http://127.0.0.1:${server.address().port}/events`;
  process.env.TARGET_TOKEN = "token";
  process.env.TARGET_TIMEOUT_SECONDS = "5";
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("passes the body on as it came, with the token", async () => {
  const body = '{"id":"1","data":"\u00e4 \u{1F600}"}';
  const result = await handle({ body, isBase64Encoded: true });

  assert.equal(result.statusCode, 204);
  assert.equal(requests.length, 1);
  assert.equal(requests[0].method, "POST");
  assert.equal(requests[0].url, "/events");
  assert.equal(requests[0].headers["x-auth-token"], "token");
  assert.equal(requests[0].headers["content-type"], "application/json");
  assert.equal(requests[0].body, body);
});

for (const status of [200, 307, 400, 409, 429, 500, 503]) {
  test(`gives status ${status} back`, async () => {
    answer = (response) => response.writeHead(status, { Location: "/elsewhere" }).end("why");

    assert.deepEqual(await handle({ body: "{}" }), { statusCode: status, body: "why" });
    assert.equal(requests.length, 1);
  });
}

test("answers 504 when the container does not answer in time", async () => {
  process.env.TARGET_TIMEOUT_SECONDS = "0.1";
  answer = () => {};

  assert.equal((await handle({ body: "{}" })).statusCode, 504);
});

test("answers 502 when the container cannot be reached or breaks off", async () => {
  answer = (response) => response.destroy();
  assert.equal((await handle({ body: "{}" })).statusCode, 502);

  server.close();
  server.closeAllConnections();
  assert.deepEqual(await handle({ body: "{}" }), { statusCode: 502, body: "ECONNREFUSED" });
});
