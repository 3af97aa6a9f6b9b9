// What a screen reader makes of a page: its landmarks, its headings, its title, and the language of each text.

export function outline(page, language) {
    return page.evaluate((expected) => {
        const found = [];
        const visible = (element) => element.checkVisibility();
        const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
            .filter(visible)
            .map((heading) => ({ level: Number(heading.localName[1]), text: heading.textContent.trim() }));
        if (levels.filter(({ level }) => level === 1).length !== 1) found.push('there is not one h1');
        if (levels[0]?.level !== 1) found.push(`the first heading is no h1: ${levels[0]?.text}`);
        levels.forEach(({ level, text }, i) => {
            if (!text) found.push('a heading is empty');
            if (i > 0 && level > levels[i - 1].level + 1)
                found.push(`h${level} follows h${levels[i - 1].level}: ${text}`);
        });
        for (const landmark of ['header', 'nav', 'main', 'footer']) {
            if (!document.querySelector(landmark)) found.push(`no ${landmark}`);
        }
        if (document.documentElement.lang !== expected)
            found.push(`the language is “${document.documentElement.lang}”`);
        if (!document.querySelector('meta[name=description]')?.content) found.push('no description');
        const first = document.querySelector('a[href], button, input, select');
        if (!document.querySelector('main')?.matches(first?.getAttribute('href')))
            found.push('the first link does not skip to main');
        const tables = [...document.querySelectorAll('table')];
        if (tables.some((table) => !table.caption && !table.getAttribute('aria-labelledby')))
            found.push('a table has no caption');
        if (tables.some((table) => [...table.querySelectorAll('th')].some((head) => !head.scope)))
            found.push('a th has no scope');
        return found;
    }, language);
}

// Texts that are plainly French or plainly English, by their small words, and are marked as the other.
export function languages(page) {
    return page.evaluate(() => {
        const SMALL = {
            fr: /(?<![\p{L}’'_])(le|la|les|des|du|et|une|pour|dans|est|qui|sur|avec|aux|par|ce|cette|ces|sont|ne|pas)(?![\p{L}’'_])/giu,
            en: /(?<![\p{L}’'_])(the|of|and|to|in|is|for|with|by|that|are|this|from|which|has|its|it|not|be)(?![\p{L}’'_])/giu,
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement;
            if (node.data.trim().length < 25 || parent.closest('script, style, code, pre, textarea')) continue;
            // What is quoted in a sentence may be in any language.
            const words = node.data.replace(/https?:\S+|«[^»]*»|“[^”]*”/g, '');
            const counts = { fr: words.match(SMALL.fr)?.length ?? 0, en: words.match(SMALL.en)?.length ?? 0 };
            const looks = counts.fr >= counts.en ? 'fr' : 'en';
            const other = looks === 'fr' ? 'en' : 'fr';
            const marked = parent.closest('[lang]').getAttribute('lang').slice(0, 2);
            if (counts[looks] >= counts[other] + 2 && marked !== looks) {
                found.push(
                    `marked “${marked}” and looks “${looks}”: ${node.data.trim().replace(/\s+/g, ' ').slice(0, 90)}`,
                );
            }
        }
        return found.slice(0, 4);
    });
}
