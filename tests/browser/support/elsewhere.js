// Another site, on a port of its own, whose pages hold what a test gives them: the web page of a local authority.

import { createServer } from 'node:http';

export async function elsewhere(t, body) {
    const server = createServer((_, answer) => {
        answer.setHeader('content-type', 'text/html; charset=utf-8');
        answer.end(`<!doctype html><html lang="fr"><title>Une commune</title><body>${body}</body></html>`);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}/`;
}
