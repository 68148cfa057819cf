// Plays a collection as Postman does: variables, what is switched off, and the scripts behind an answer.
//
// `node collection.mjs COLLECTION ENVIRONMENT ADDRESS CLIENTS`: CLIENTS has a line of JSON for each client. A read has to be
// answered to one of them at least, unless there is nothing to read, and a trial of a write may be refused by a rule; no request
// may be malformed, of an unknown form, or more than the register can do.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [collectionFile, environmentFile, address, clientsFile] = process.argv.slice(2);
const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const collection = json(collectionFile);
const clients = readFileSync(clientsFile, "utf8").trim().split("\n").map((line) => JSON.parse(line));
/** Writes that have no trial: they are looked at by the tests of the register. */
const hasTrial = (request) => request.url.query.some((one) => one.key === "dry_run");
/** Writes that change nothing. */
const READS_BY_POST = ["/v1/people/search", "/v1/certifications/verify", "/oauth/token", "/graphql"];
const BAD = new Set([400, 401, 405, 406, 415, 428, 500, 503]);

/** What was answered, by request: the best status of all clients. Nothing to read is better than not to be allowed. */
const best = new Map();
const rank = (status) => (status < 400 ? 0 : [404, 410].includes(status) ? 1 : 2);
const better = (one, other) => (rank(one) <= rank(other) ? one : other);
const faults = [];

for (const client of clients) {
    const values = new Map(collection.variable.map(({ key, value }) => [key, value]));
    for (const { key, value } of json(environmentFile).values) values.set(key, value);
    values.set("base_url", address).set("client_id", client.client_id).set("client_secret", client.client_secret);
    const filled = (text) =>
        String(text).replace(/\{\{(.*?)\}\}/g, (whole, name) => (name === "$guid" ? crypto.randomUUID() : (values.get(name) ?? whole)));
    for (const folder of collection.item) {
        for (const item of folder.item) await play(item, values, filled);
    }
}

async function play(item, values, filled) {
    const { request } = item;
    const path = `/${request.url.path.join("/")}`;
    const isRead = request.method === "GET" || READS_BY_POST.includes(path);
    if ((!isRead && !hasTrial(request)) || request.body?.mode === "formdata") return;
    const places = new Map(request.url.variable.map(({ key, value }) => [key, value]));
    const steps = request.url.path.map((step) => (step.startsWith(":") ? encodeURIComponent(filled(places.get(step.slice(1)))) : step));
    const url = new URL(`${filled(request.url.host[0])}/${steps.join("/")}`);
    for (const { key, value, disabled } of request.url.query) {
        if (!disabled || (!isRead && key === "dry_run")) url.searchParams.append(key, filled(value));
    }
    const headers = Object.fromEntries(request.header.filter((one) => !one.disabled).map(({ key, value }) => [key, filled(value)]));
    if (request.auth?.type !== "noauth") headers.Authorization = `Bearer ${values.get("access_token")}`;
    const fields = request.body?.urlencoded?.map(({ key, value }) => [key, filled(value)]);
    const body = fields ? new URLSearchParams(fields) : request.body && filled(request.body.raw);
    const answer = await fetch(url, { method: request.method, headers, body, redirect: "manual" });
    const text = await answer.text();
    const name = `${request.method} ${path}`;
    best.set(name, better(best.get(name) ?? 999, answer.status));
    if (BAD.has(answer.status)) faults.push(`${name}: ${answer.status} ${text.slice(0, 300)}`);
    if (answer.status === 422 && isRead) faults.push(`${name} ${url.search}: ${text.slice(0, 300)}`);
    run(item, values, answer, text);
}

/** Runs the scripts behind an answer, with the part of Postman's interface that they use. */
function run(item, values, answer, text) {
    const pm = {
        response: { code: answer.status, json: () => JSON.parse(text), headers: { get: (name) => answer.headers.get(name) } },
        collectionVariables: { set: (key, value) => values.set(key, value) },
    };
    for (const { script } of item.event ?? []) vm.runInNewContext(script.exec.join("\n"), { pm });
}

const unread = [...best].filter(([name, status]) => name.startsWith("GET") && rank(status) > 1);
faults.push(...unread.map(([name, status]) => `${name}: nobody was answered (${status})`));
console.log(`${best.size} requests played by ${clients.length} clients; ${[...best.values()].filter((status) => status < 300).length} answered`);
for (const fault of new Set(faults)) console.error(fault);
process.exit(faults.length ? 1 : 0);
