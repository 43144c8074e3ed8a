// What four parsers for Node.js read in feeds.
//
//   node feeds.mjs FEED...
//
// Prints one line of JSON for each feed and parser: {feed, parser, entries} or {feed, parser,
// error}. Entries have what the parser tells: id, url, title, published and updated (seconds),
// authors, tags, content.
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";
import FeedParser from "feedparser";
import { parseFeed } from "feedsmith";
import RssParser from "rss-parser";

const list = (value) => (value === undefined || value === null ? [] : [value].flat());
const textOf = (value) => (typeof value === "object" && value !== null ? value._ : value);
const seconds = (value) => Math.floor(new Date(value).getTime() / 1000);

async function readByRssParser(text, format) {
  const item = [["dc:creator", "creators", { keepArray: true }]];
  const feed = await new RssParser({ customFields: { item } }).parseString(text);
  return feed.items.map((item) => ({
    id: item.guid ?? item.id,
    url: item.link,
    title: item.title,
    published: seconds(item.isoDate),
    content: item["content:encoded"] ?? item.content,
    // Of Atom it reads the first author, and no categories.
    ...(format === "rss" && {
      authors: list(item.creators).map(textOf),
      tags: list(item.categories).map(textOf),
    }),
  }));
}

async function readByFeedExtractor(text, format) {
  const feed = format === "json" ? extractFromJson(JSON.parse(text)) : extractFromXml(text);
  return feed.entries.map((item) => ({
    id: item.id,
    url: item.link,
    title: item.title,
    // Of Atom it takes the time of change.
    [format === "atom" ? "updated" : "published"]: seconds(item.published),
  }));
}

async function readByFeedsmith(text, format) {
  const { feed } = parseFeed(text);
  if (format === "rss") {
    return feed.items.map((item) => ({
      id: item.guid.value,
      url: item.link,
      title: item.title,
      published: seconds(item.pubDate),
      updated: seconds(item.atom.updated),
      authors: list(item.dc?.creators),
      tags: list(item.categories).map((tag) => tag.name),
      content: item.content?.encoded,
    }));
  }
  if (format === "atom") {
    return feed.entries.map((item) => ({
      id: item.id,
      url: item.links.find((link) => link.rel === "alternate").href,
      title: item.title?.value ?? item.title,
      published: seconds(item.published),
      updated: seconds(item.updated),
      authors: list(item.authors).map((author) => author.name),
      tags: list(item.categories).map((tag) => tag.term),
      content: item.content?.value ?? item.content,
    }));
  }
  return feed.items.map((item) => ({
    id: item.id,
    url: item.url,
    title: item.title,
    published: seconds(item.date_published),
    updated: seconds(item.date_modified),
    authors: list(item.authors).map((author) => author.name),
    tags: list(item.tags),
    content: item.content_html,
  }));
}

async function readByFeedparser(text, format) {
  const entries = [];
  for await (const item of Readable.from([text]).pipe(new FeedParser({ addmeta: false }))) {
    entries.push({
      id: item.guid,
      url: item.link,
      title: item.title,
      published: seconds(item.pubdate),
      tags: list(item.categories),
      // Of RSS it takes no other time than pubDate; in Atom it rewrites links by xml:base.
      ...(format === "atom" ? { updated: seconds(item.date) } : { content: item.description }),
    });
  }
  return entries;
}

const parsers = {
  "rss-parser": [readByRssParser, "rss", "atom"],
  "feed-extractor": [readByFeedExtractor, "rss", "atom", "json"],
  feedsmith: [readByFeedsmith, "rss", "atom", "json"],
  feedparser: [readByFeedparser, "rss", "atom"],
};

for (const file of process.argv.slice(2)) {
  const text = await readFile(file, "utf8");
  const format = text.startsWith("{") ? "json" : text.includes("<rss") ? "rss" : "atom";
  for (const [parser, [read, ...formats]] of Object.entries(parsers)) {
    if (!formats.includes(format)) continue;
    const found = { feed: file, parser };
    try {
      found.entries = await read(text, format);
    } catch (error) {
      found.error = String(error);
    }
    console.log(JSON.stringify(found));
  }
}
