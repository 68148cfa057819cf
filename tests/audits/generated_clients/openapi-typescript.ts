// Plays the client of openapi-typescript: a record read, a list, an event.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

// Lists are answered as JSON, and as files for offices, which this client does not ask for.
const client = createClient<paths, 'application/json'>({
  baseUrl: process.env.URL ?? '',
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});

function needed<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const person = needed(await client.POST('/v1/people', { body: { name: '欧阳试验', citizen_number: '999999199001010016' } }));
const read = needed(await client.GET('/v1/people/{id}', { params: { path: { id: person.id } } }));
if (read.name !== '欧阳试验') throw new Error(read.name);
const membership = needed(
  await client.POST('/v1/pool-memberships', {
    body: { person_id: person.id, pool: 'specialist', source: 'special_grade_teacher', evidence: '证书' },
  }),
);
const moved = needed(
  await client.POST('/v1/pool-memberships/{id}/transitions', {
    params: { path: { id: membership.id } },
    body: { event: 'submit' },
  }),
);
if (moved.status !== 'submitted') throw new Error(moved.status);
const page = needed(
  await client.GET('/v1/pool-memberships', { params: { query: { status: ['submitted'], person_id: [person.id] } } }),
);
if (page.items.length !== 1) throw new Error(`${page.items.length} memberships`);
