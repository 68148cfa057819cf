// Plays the client of hey-api: a record read, a list, an event.
import { client } from './hey/client.gen';
import { createPerson, createPoolMembership, listPoolMemberships, readPerson, transitionPoolMembership } from './hey/sdk.gen';

client.setConfig({ baseUrl: process.env.URL ?? '', auth: process.env.TOKEN ?? '', throwOnError: true });

function needed<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const person = needed(await createPerson({ body: { name: '诸葛试验', citizen_number: '999999199001020011' } }));
const read = needed(await readPerson({ path: { id: person.id } }));
if (read.name !== '诸葛试验') throw new Error(read.name);
const membership = needed(
  await createPoolMembership({
    body: { person_id: person.id, pool: 'specialist', source: 'special_grade_teacher', evidence: '证书' },
  }),
);
const moved = needed(await transitionPoolMembership({ path: { id: membership.id }, body: { event: 'submit' } }));
if (moved.status !== 'submitted') throw new Error(moved.status);
const page = needed(await listPoolMemberships({ query: { status: ['submitted'], person_id: [person.id] } }));
if (page.items.length !== 1) throw new Error(`${page.items.length} memberships`);
