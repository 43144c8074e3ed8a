// Checks EPUBs with Ace by DAISY, all in one browser: node ace.js CHROMIUM A.epub B.epub …
// Prints a line of JSON for each book: its path, the outcome and what was found.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [chromium, ...books] = process.argv.slice(2);
process.env.PUPPETEER_EXECUTABLE_PATH = chromium;
// Five seconds, which is what Ace gives a browser to start, are too few for a busy machine.
process.env.ACE_TIMEOUT_INITIAL ??= '60000';
// Ace keeps its settings and logs in the home folder, which is none of a test's business.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ace-'));
for (const name of ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME'])
  process.env[name] = folder;

const ace = require('@daisy/ace-core');
const axeRunner = require('@daisy/ace-axe-runner-puppeteer');

// Ace starts a browser for each book and ends it; here one serves them all.
const runner = { ...axeRunner, launch: async () => {}, close: async () => {} };

async function main() {
  await axeRunner.launch();
  try {
    for (const [number, book] of books.entries()) {
      const outdir = path.join(folder, String(number));
      const options = { cwd: process.cwd(), outdir, initLogger: number === 0, silent: true };
      const [, report] = await ace(book, options, runner);
      const findings = report.assertions.flatMap((page) =>
        page.assertions.map((found) => ({
          page: page['earl:testSubject'].url,
          rule: found['earl:test']['dct:title'],
          impact: found['earl:test']['earl:impact'],
          markup: found['earl:result'].html ?? '',
          said: found['earl:result']['dct:description'] ?? '',
        })));
      const outcome = report['earl:result']['earl:outcome'];
      process.stdout.write(`${JSON.stringify({ book, outcome, findings })}\n`);
    }
  } finally {
    await axeRunner.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
