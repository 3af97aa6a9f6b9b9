// Lighthouse on the overview, on detailed progress and on an objective, in both languages at least once: 98 in each
// category. Its own throttling is kept, a slow telephone that it simulates from what it measured: the score then
// depends on what a page asks for and less on how busy the machine is. A score below is measured a second time, since
// the time that scripts take is still the machine's.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { BASE, FLAGS } from './support/flags.js';

const PAGES = ['/fr', '/en/progress', '/fr/objectives/32-1'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const LEAST = 98;

const chromium = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: FLAGS });
let failed = false;
try {
    for (const path of PAGES) {
        let scores = await measure(path);
        if (scores.some(({ score }) => score < LEAST)) scores = await measure(path);
        console.log(`${path}: ${scores.map(({ name, score }) => `${name} ${score}`).join(', ')}`);
        for (const { name, score, lost } of scores) {
            if (score >= LEAST) continue;
            failed = true;
            console.log(`  ${name} below ${LEAST}:\n    ${lost.join('\n    ')}`);
        }
    }
} finally {
    chromium.kill();
}
process.exit(failed ? 1 : 0);

async function measure(path) {
    const options = { port: chromium.port, onlyCategories: CATEGORIES, output: 'json', logLevel: 'error' };
    const { lhr } = await lighthouse(BASE + path, options);
    return Object.values(lhr.categories).map(({ id, score, auditRefs }) => ({
        name: id,
        score: Math.round(score * 100),
        lost: auditRefs
            .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1)
            .map((ref) => `${ref.id}: ${lhr.audits[ref.id].title} ${lhr.audits[ref.id].displayValue ?? ''}`),
    }));
}
