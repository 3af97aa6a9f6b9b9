// The page of detailed progress, and what the documents say that it shows. The counts are taken by hand from the
// source of 2026: axis 4 has seventeen rows in its actions 14 to 17, three of them completed.

import assert from 'node:assert/strict';

export const EXPECTED = [
    { filter: { axis: '4' }, rows: 17 },
    { filter: { axis: '4', status: 'completed' }, rows: 3, are: ['32-1', '33', '39'] },
    { filter: { axis: '4', status: 'in_progress' }, rows: 14 },
    { filter: { action: '14' }, rows: 6 },
    { filter: { action: '15' }, rows: 4, are: ['35', '36', '37', '38'] },
    { filter: { action: '15', status: 'completed' }, rows: 0, are: [] },
    { filter: { axis: '1' }, rows: 0, are: [] },
];

export const query = (filter) => new URLSearchParams(filter).toString();

// The codes of the rows that are shown.
export const rows = (page) =>
    page
        .locator('#results [id^="objective-"]:visible')
        .evaluateAll((found) => found.map((row) => row.id.slice('objective-'.length)));

// What a visitor reads and what the page counts are the same, and what is expected.
export async function shows(page, { rows: count, are }, said) {
    assert.match((await page.locator('#count').innerText()).trim(), new RegExp(`^${count}\\b`), said);
    const codes = await rows(page);
    assert.equal(codes.length, count, said);
    if (are) assert.deepEqual(codes.sort(), are, said);
}

// Sets the controls of the form as a visitor does, and sends it.
export async function filterBy(page, filter) {
    for (const [name, value] of Object.entries(filter)) {
        const box = page.locator(`#filter [name="${name}"][type="checkbox"][value="${value}"]`);
        if (await box.count()) await box.check();
        else await page.locator(`#filter select[name="${name}"]`).selectOption(value);
    }
    await page.locator('#filter button').click();
    for (const [name, value] of Object.entries(filter))
        await page.waitForURL((url) => url.searchParams.get(name) === value);
}

// Waits until the page counts as many rows, which a script may show without loading the page again.
export const counts = (page, rows) =>
    page.waitForFunction(
        (wanted) => document.querySelector('#count')?.textContent.trim().match(/^\d+/)?.[0] === wanted,
        String(rows),
    );

// Whether a box of the form is ticked.
export const ticked = (page, name, value) => page.locator(`#filter [name="${name}"][value="${value}"]`).isChecked();
