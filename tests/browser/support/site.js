// What the tests know of the site as a whole: its languages and the pages that its sitemap names.

import { BASE } from './flags.js';

export const LANGUAGES = ['fr', 'en'];

// Paths with their queries, in the order of the sitemap.
export async function sitemap() {
    const xml = await (await fetch(`${BASE}/sitemap.xml`)).text();
    const found = [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc.replaceAll('&amp;', '&'));
    return [...new Set(found)].map((loc) => {
        const { pathname, search } = new URL(loc);
        return pathname + search;
    });
}

// One page of each kind in one language, for what is too slow or too much the same on every page.
export const kinds = (language) =>
    [
        '',
        '/progress',
        '/axes/4',
        '/axes/1',
        '/actions/15',
        '/actions/11',
        '/objectives/30',
        '/objectives/32-1',
        '/releases',
        '/releases/2026',
        '/changes?from=2025&to=2026',
        '/sources',
        '/sources/detail-2026',
        '/deadlines',
        '/findings',
        '/glossary',
        '/datasets',
        '/datasets/fr-en-strategie-numerique-objectifs',
        '/api',
        '/about',
        '/accessibility',
        '/legal',
        '/privacy',
        '/search?q=NIRD',
        '/embed',
    ].map((path) => `/${language}${path}`);

// The bytes of an answer as they travel: compressed as browsers ask for it, without its headers.
export async function travels(address) {
    const answer = await fetch(address, { headers: { 'accept-encoding': 'br, gzip' } });
    const length = answer.headers.get('content-length');
    await answer.arrayBuffer();
    return {
        status: answer.status,
        type: answer.headers.get('content-type'),
        bytes: Number(length),
        headers: answer.headers,
    };
}
