// What the README of @opendatasoft/api-client shows, asked of Jalon. BASE is the address of the service, RECORD the
// file that record.py wrote: the expectations are counted there, not copied from an answer.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import api from '@opendatasoft/api-client';

const { ApiClient, fromCatalog, fromMonitoring, NotFoundError, UserError } = api;
const { all, date, dateFromIsoString, dateTime, exactMatch, field, list, lower, not, one, string } = api;
const { textSearch, textStartWith, textSuggest } = api;

const client = new ApiClient({ domain: process.env.BASE });
const ID = 'fr-en-strategie-numerique-objectifs';
const objectives = () => fromCatalog().dataset(ID).records();
const versions = () => fromCatalog().dataset('fr-en-strategie-numerique-versions').records();

const record = JSON.parse(readFileSync(process.env.RECORD, 'utf8'));
const current = record.filter((row) => row.release === '2026');
const codes = (rows) => rows.map((row) => `${row.release}/${row.code}`).sort();
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

// The rows of the record that pass a filter are those that the service gives for a query.
async function gives(where, filter) {
    const answer = await client.get(objectives().select('release, code').where(where).limit(100));
    const expected = codes(record.filter(filter));
    assert.deepEqual(codes(answer.results), expected, where);
    assert.equal(answer.total_count, expected.length, where);
    assert.ok(expected.length > 0, `${where} is worth asking`);
}

test('get started: rows filtered, grouped under other names, sorted', async () => {
    const query = objectives()
        .where("release:'2026' and axis:'4'")
        .groupBy('code as objective, progress')
        .orderBy('-progress')
        .limit(10)
        .toString();
    const { results } = await client.get(query);
    const most = current.map((row) => row.progress).filter((progress) => progress !== null).sort((a, b) => b - a);
    assert.deepEqual(results.map((row) => row.progress), most.slice(0, 10));
    assert.deepEqual(Object.keys(results[0]), ['objective', 'progress']);
    assert.deepEqual(results.slice(0, 3).map((row) => row.objective).sort(), ['32-1', '33', '39']);
});

test('a plain path, an API key that nobody gave out, both interceptors', async () => {
    const asked = [];
    const answer = await client.get('catalog/datasets?limit=10', {
        apiKey: 'secret',
        interceptRequest: async (request) => {
            asked.push(request.url, request.headers.get('authorization'));
            return request;
        },
        interceptResponse: async (response) => {
            assert.match(response.headers.get('content-type'), /^application\/json/);
            return response.json();
        },
    });
    assert.deepEqual(asked, [`${process.env.BASE}/api/explore/v2.1/catalog/datasets?limit=10`, 'ApiKey secret']);
    assert.equal(answer.total_count, 15);
    assert.equal(answer.results.length, 10);
});

test('the entry points: a source, its datasets, one of them, one record', async () => {
    const { links } = await client.get(fromCatalog().itself());
    assert.ok(links.some((link) => link.rel === 'datasets'));
    await assert.rejects(client.get(fromMonitoring().itself()), NotFoundError);

    const datasets = await client.get(fromCatalog().datasets().select('dataset_id, records_count'));
    assert.deepEqual(datasets.results.find((row) => row.dataset_id === ID), {
        dataset_id: ID,
        records_count: record.length,
    });

    const dataset = await client.get(fromCatalog().dataset(ID).itself());
    assert.equal(dataset.dataset_id, ID);
    assert.equal(dataset.metas.default.records_count, record.length);
    assert.equal(dataset.fields.find((known) => known.name === 'progress').type, 'int');

    const query = objectives().where(all(exactMatch('release', '2026'), exactMatch('code', '39')));
    const { results } = await client.get(query.set('include_app_metas', 'true'));
    const one = await client.get(fromCatalog().dataset(ID).record(results[0]._id));
    assert.equal(one.title_en, current.find((row) => row.code === '39').title_en);
});

test('failures are of the kinds that the README names', async () => {
    await assert.rejects(client.get(fromCatalog().dataset('no-such-dataset').records()), NotFoundError);
    await assert.rejects(client.get(fromCatalog().dataset(ID).record('0'.repeat(40))), NotFoundError);
    await assert.rejects(client.get(objectives().where('nothing = 1')), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.details.error_code, 'ODSQLError');
        assert.match(error.details.message, /Unknown field: nothing/);
        return true;
    });
    await assert.rejects(client.get(objectives().where('progress >')), UserError);
    await assert.rejects(client.get(objectives().limit(101)), UserError);
});

test('select: aggregates, list(), the previous value', async () => {
    const query = objectives()
        .select('count(*), avg(progress)')
        .select(list('count(*)', 'max(progress)', 'avg(progress) as n'))
        .select((previous) => list(previous, undefined, 'count(progress)'))
        .where(exactMatch('release', '2026'))
        .limit(1);
    const known = current.map((row) => row.progress).filter((progress) => progress !== null);
    const { n, ...row } = (await client.get(query)).results[0];
    const most = Math.max(...known);
    assert.deepEqual(row, { 'count(*)': current.length, 'max(progress)': most, 'count(progress)': known.length });
    assert.ok(Math.abs(n - mean(known)) < 1e-9);
});

test('where: fields, texts, and, or, not, what came before', async () => {
    await gives('progress > 50', (row) => row.progress > 50);
    await gives(all(exactMatch('axis', '4'), undefined, 'status:"completed"'), (row) => row.status === 'completed');
    await gives(one('action:"16"', 'action:"17"'), (row) => ['16', '17'].includes(row.action));
    await gives(not(exactMatch('axis', '4')), (row) => row.axis !== '4');
    await gives(all(not('axis is null'), not(one('axis:"4"', 'axis:"3"'))), (row) => ['1', '2'].includes(row.axis));
    await gives(`${field('progress')} in [40..60]`, (row) => row.progress >= 40 && row.progress <= 60);
    await gives(`${field('code')} in (${string('39')}, ${string('32-1')})`, (row) => ['39', '32-1'].includes(row.code));
    const quoted = record.find((row) => row.title_fr?.includes('’')).title_fr;
    await gives(`${field('title_fr')}:${string(quoted)}`, (row) => row.title_fr === quoted);

    const query = objectives()
        .where('progress > 90')
        .where('progress > 10')
        .where((condition) => `${condition} AND status: "in_progress"`)
        .where(undefined);
    const { total_count: count } = await client.get(query);
    assert.equal(count, record.filter((row) => row.progress > 10 && row.status === 'in_progress').length);
});

test('texts that would end a literal are only texts', async () => {
    for (const text of ['"', "'", '\\', '" or "1" = "1', "l'école", 'a\nb', '\t', '\u0001', '`', '%', '«»']) {
        const { total_count: count } = await client.get(objectives().where(exactMatch('title_fr', text)));
        assert.equal(count, 0, JSON.stringify(text));
    }
});

test('dates and moments', async () => {
    const releases = async (where) => {
        const { results } = await client.get(versions().select('release').where(where).orderBy('release'));
        return results.map((row) => row.release);
    };
    assert.deepEqual(await releases(`${field('latest')} < ${date({ year: 2025 })}`), ['2023']);
    assert.deepEqual(await releases(`${field('latest')} >= ${date({ year: 2025, month: 10 })}`), ['2025', '2026']);
    assert.deepEqual(await releases(`latest = ${date({ year: 2025, month: 10, day: 31 })}`), ['2025']);
    assert.deepEqual(await releases(`earliest >= ${dateFromIsoString('2025-12-05')}`), ['2026']);
    assert.deepEqual(await releases(`recorded_at < ${dateTime(new Date('2026-11-22T14:00:00Z'))}`), []);
    assert.deepEqual(await releases(`recorded_at <= ${dateTime(new Date('2026-11-22T14:00:00.000Z'))}`), [
        '2023',
        '2025',
        '2026',
    ]);
    const { results } = await client.get(versions().select('recorded_at').timezone('Europe/Paris').limit(1));
    assert.equal(results[0].recorded_at, '2026-11-22T15:00:00+01:00');
});

test('search, suggest, starts with', async () => {
    const words = (row) => `${row.title_en ?? ''}`.toLowerCase();
    await gives(textSearch('cybersecurity', ['title_en']), (row) => words(row).includes('cybersecurity'));
    await gives(textSuggest('cybersec', ['title_en', 'title_fr']), (row) => words(row).includes('cybersec'));
    await gives(textStartWith('Simplify', ['title_en']), (row) => row.title_en?.startsWith('Simplify'));
    const { total_count: anywhere } = await client.get(objectives().where(textSearch('cybersecurity')));
    assert.ok(anywhere >= 1);
    const { results } = await client.get(fromCatalog().datasets().where(textSearch('objectifs')).select('dataset_id'));
    assert.ok(results.some((row) => row.dataset_id === ID));
});

test('groups: counts, two keys, a function, order by a count', async () => {
    const counts = {};
    record.forEach((row) => (counts[row.axis] = (counts[row.axis] ?? 0) + 1));
    const counted = objectives().select('count(*) as n').groupBy(field('axis')).orderBy('count(*) desc');
    const byAxis = await client.get(counted);
    assert.deepEqual(Object.fromEntries(byAxis.results.map((row) => [row.axis, row.n])), counts);
    assert.deepEqual(byAxis.results.map((row) => row.n), Object.values(counts).sort((a, b) => b - a));

    const keys = new Set(record.map((row) => `${row.release} ${row.action}`));
    const both = await client.get(objectives().groupBy(`${field('release')} , ${field('action')}`).limit(100));
    assert.equal(both.results.length, keys.size);

    const lowered = await client.get(objectives().select('count(*)').groupBy(lower('status')));
    const completed = lowered.results.find((row) => Object.values(row).includes('completed'));
    assert.equal(completed['count(*)'], record.filter((row) => row.status === 'completed').length);
});

test('pages by limit and offset hold every row once', async () => {
    let query = objectives().select('release, code').limit(10).limit((limit) => limit + 20).offset(0);
    const rows = [];
    for (;;) {
        const { results } = await client.get(query);
        rows.push(...results);
        if (results.length < 30) break;
        query = query.offset((offset) => offset + 30);
    }
    assert.deepEqual(codes(rows), codes(record));
});

test('facets, refine and exclude', async () => {
    const facets = fromCatalog().dataset(ID).facets().facet('status').facet('axis').lang('fr');
    const answer = await client.get(facets.refine('release:2026'));
    assert.deepEqual(answer.facets.map((facet) => facet.name).sort(), ['axis', 'status']);
    const status = answer.facets.find((facet) => facet.name === 'status').facets;
    const counted = (value) => current.filter((row) => row.status === value).length;
    for (const { value, count, state } of status) assert.deepEqual([count, state], [counted(value), 'displayed']);
    assert.equal(status.length, 2);

    const refined = await client.get(objectives().refine(`${field('status')}:completed`).refine('axis:4').limit(0));
    assert.equal(refined.total_count, counted('completed'));
    const excluded = await client.get(objectives().exclude('axis:4').limit(0));
    assert.equal(excluded.total_count, record.filter((row) => row.axis !== '4').length);
    assert.ok((await client.get(fromCatalog().facets())).facets.length > 0);
});

test('exports: the list, JSON, CSV, JSON Lines, those of the catalogue', async () => {
    const { links } = await client.get(`catalog/datasets/${ID}/exports/`);
    const offered = links.map((link) => link.rel).filter((rel) => rel !== 'self');
    for (const format of ['csv', 'json', 'jsonl', 'xlsx', 'parquet']) assert.ok(offered.includes(format), format);

    const query = fromCatalog().dataset(ID).export('json').select('release, code, status');
    assert.deepEqual(codes(await client.get(query)), codes(record));
    const grouped = query.select('count(*) as n').where('axis:"4"').groupBy('status').orderBy('-n');
    assert.deepEqual((await client.get(grouped)).map((row) => row.status), ['in_progress', null, 'completed']);

    const text = { interceptResponse: (response) => response.text() };
    const csv = await client.get(fromCatalog().dataset(ID).export('csv').select('release, code').orderBy('code'), text);
    assert.equal(csv.trimEnd().split('\r\n').length, record.length + 1);
    const lines = await client.get(fromCatalog().dataset(ID).export('jsonl').limit(5), text);
    assert.equal(lines.trimEnd().split('\n').map(JSON.parse).length, 5);

    const datasets = await client.get(fromCatalog().export('json'));
    assert.equal(datasets.length, 15);
    assert.match(await client.get(fromCatalog().export('ttl'), text), /dcat:Dataset/);
});
