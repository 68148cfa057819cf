// Audits a running server against GraphQL over HTTP: `node graphql.mjs URL TOKEN`. Any error or warning fails.
import { auditServer } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const results = await auditServer({
  url,
  fetchFn: (address, init = {}) => fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
});
const failed = results.filter((result) => result.status === 'error' || result.status === 'warn');
for (const result of failed) console.log(`${result.status}: ${result.name}: ${result.reason}`);
console.log(`${results.length} checks, ${failed.length} errors and warnings`);
// Notices are about requests by GET, which the server does not offer.
process.exit(results.length > 0 && failed.length === 0 ? 0 : 1);
