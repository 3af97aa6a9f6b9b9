// Where the service is, and how Chromium is started: without a window, and asking nobody but the service.

// Without a slash at the end.
export const BASE = process.env.BASE;

export const FLAGS = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
];
