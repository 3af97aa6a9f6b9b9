// axe-core on a page that is open, in the scheme that it has.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// The rules that look at colours; the others find the same in both schemes, since only colours differ between them.
const COLOURS = ['color-contrast', 'link-in-text-block'];

// Puts axe into every page of a context; for many pages this takes half the time of adding it to each.
export const prepare = (context) => context.addInitScript({ content: AXE });

export async function axe(page) {
    // Both ways pass the content security policy of the page, as a debugger does.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
    const found = await run(page, { type: 'tag', values: TAGS });
    await page.emulateMedia({ colorScheme: 'dark' });
    found.push(...(await run(page, { type: 'rule', values: COLOURS })).map((problem) => `dark scheme: ${problem}`));
    await page.emulateMedia({ colorScheme: 'light' });
    return found;
}

async function run(page, runOnly) {
    const violations = await page.evaluate(async (only) => {
        const results = await globalThis.axe.run(document, {
            runOnly: only,
            resultTypes: ['violations'],
            preload: false,
        });
        return results.violations.map(({ id, help, nodes }) => ({
            id,
            help,
            count: nodes.length,
            first: nodes
                .slice(0, 3)
                .map((node) => `${node.target.join(' ')} ${node.failureSummary.split('\n')[1] ?? ''}`),
        }));
    }, runOnly);
    return violations.map(
        ({ id, help, count, first }) => `axe ${id}: ${help} (${count} times)\n    ${first.join('\n    ')}`,
    );
}
