// The pages as text alone, for a screen reader or a browser without pictures: without any style, what comes first is
// what leads on, and the parts of a page follow each other as somebody would tell them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';

// The words of a page in the order of the document, without stylesheet and script.
async function text(t, path) {
    const page = await newPage(t, { javaScriptEnabled: false });
    await page.route(/\/assets\//, (route) => route.abort());
    await page.goto(path);
    return (await page.locator('body').innerText()).replace(/[\s\u00a0\u202f]+/g, ' ');
}

const ORDERS = {
    '/fr': [
        'Aller au contenu',
        'Instance de démonstration',
        'Rechercher',
        'Avancement détaillé',
        'Où en est la stratégie',
        'Avancement global par axe',
        'Axe 1',
        '50 %',
        'Axe 4',
        '40 %',
        'Réalisations',
        'Prochaines étapes',
        'Derrière cette page',
        'Mentions légales',
    ],
    '/en/progress?axis=4': [
        'Skip to content',
        'Detailed progress of the objectives',
        'Axes',
        'Status',
        'Action',
        'Filter',
        '17 objectives',
        'New rules for a ministerial information system',
        'Accelerate digital transformation',
        '65%',
        'Objective 30',
        '75%',
        'In progress',
        'The Digital Directorate for Education (DNE) has implemented',
        'An initial steering committee meeting',
        'Objective 31',
        'Action 17',
        'Behind this page',
    ],
    '/en/objectives/30': [
        'Skip to content',
        'Axis 4',
        'Action 14',
        'Objective 30',
        'Simplify the information system',
        'Status and progress',
        '75%',
        'In progress',
        'Achievement',
        'The Digital Directorate for Education',
        'Next steps',
        'An initial steering committee meeting',
        'Targets and deadlines',
        'Findings about the sources',
        'History',
        'Where this comes from',
        'How to cite',
    ],
};

for (const [path, order] of Object.entries(ORDERS)) {
    test(`${path} is told in order`, async (t) => {
        const words = await text(t, path);
        let place = 0;
        for (const part of order) {
            const found = words.indexOf(part, place);
            assert.ok(found >= 0, `“${part}” is not after “${words.slice(Math.max(0, place - 60), place)}”`);
            place = found + part.length;
        }
    });
}

test('a figure is never only a length or a colour', async (t) => {
    const page = await newPage(t);
    await page.goto('/en/progress?axis=4');
    const cells = await page.locator('#results tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent));
    assert.equal(cells.length, 17);
    for (const cell of cells) {
        assert.match(cell, /\d+\s?%/);
        assert.match(cell, /In progress|Completed/);
    }
});

test('each picture of figures has a name, a description and a table before it', async (t) => {
    const page = await newPage(t);
    for (const path of ['/fr', '/en/axes/4', '/fr/objectives/30', '/en/changes?from=2025&to=2026']) {
        await page.goto(path);
        const pictures = await page.locator('main figure svg, main svg[role=img]').evaluateAll((all) =>
            all.map((svg) => ({
                title: svg.querySelector('title')?.textContent.trim(),
                description: svg.querySelector('desc')?.textContent.trim(),
                table: [...document.querySelectorAll('main table')].some(
                    (table) => table.compareDocumentPosition(svg) & Node.DOCUMENT_POSITION_FOLLOWING,
                ),
            })),
        );
        assert.ok(pictures.length > 0, `${path} has no picture`);
        for (const { title, description, table } of pictures) assert.ok(title && description && table, path);
    }
});
