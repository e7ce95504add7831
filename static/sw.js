/* Keeps pages on the device with all they need, so that a display that starts while the server is away shows what it
   showed last, and rolls on by it (docs/page.md). server.js says which page to keep, and when. ES5, as that is. */
(function () {
  'use strict';
  var PATIENCE = 5000, MONTH = 30 * 86400000, BASE = location.pathname.replace(/\/sw\.js$/, ''), PAGES = 'signage-pages' + BASE, ASSETS = 'signage-assets' + BASE;
  var OURS = ' data-signage="', EMPTY = ' data-confirmed=""', ASSET = /^\/(static|theme|media)\//, PLAIN = /^\/static\/(?!.*\.[0-9a-f]{10}\.\w+$)/;
  var queue = Promise.resolve();

  /** @return {string} the path behind the base path (docs/page.md), where this worker's own script stands too; else '' */
  function inner(url) { return url.origin === location.origin && url.pathname.indexOf(BASE + '/') === 0 ? url.pathname.slice(BASE.length) : ''; }
  function nothing() { /* the server, then, as if there were no worker */ }
  /** Whether it is a page of ours, from a server that has an agenda: one that has lost it knows less than this device. */
  function isWhole(html) { return html.indexOf(OURS) > 0 && html.indexOf(EMPTY) < 0; }
  function later(ms) { return new Promise(function (_, fail) { setTimeout(fail, ms); }); }

  // ---- What a display asks for. Streams and polls are left alone: they tell whether the server is there. ----

  function match(request) { return caches.match(request).catch(nothing); }
  /** The server's answer, if it comes in time and is a whole page of ours; else what is kept of it; without that, any answer. */
  function page(request) {
    return match(request.url).then(function (kept) {
      var fresh = fetch(request);
      function ours() {
        return fresh.then(function (answer) {
          if (answer.headers.get('X-Signage-Refused')) { return forget(request.url).then(function () { return answer; }); }
          return answer.clone().text().then(function (html) { return isWhole(html) ? answer : kept; });
        });
      }
      return kept ? Promise.race([ours(), later(PATIENCE)]).catch(function () { return kept; }) : fresh;
    });
  }
  /** This device may see the page no longer. */
  function forget(url) { return caches.open(PAGES).then(function (cache) { return cache.delete(url); }).catch(nothing); }
  function asset(request) {
    return match(request.url).then(function (kept) { return kept || fetch(request); });
  }

  // ---- What is kept. ----

  /** The server's files that a page or a stylesheet names. @return {!Array<string>} */
  function named(text, base) {
    var found = [];
    text.replace(/(?:src|href)="(\/[^"]+)"|url\("([^"]+)"\)/g, function (_, one, other) {
      var url = new URL(one || other, base);
      if (ASSET.test(inner(url))) { found.push(url.href); }
    });
    return found;
  }
  /** @return {!Promise<!Array<string>>} all that had to be saved for these */
  function save(urls) {
    return Promise.all(urls.map(file)).then(function (lists) { return urls.concat.apply(urls, lists); });
  }
  function file(url) {
    return caches.open(ASSETS).then(function (cache) {
      return cache.match(url).then(function (kept) {
        if (kept && !PLAIN.test(inner(new URL(url)))) { return kept; }
        return fetch(url, {credentials: 'same-origin'}).then(function (answer) {
          return answer.ok ? cache.put(url, answer.clone()).then(function () { return answer; }) : answer;
        });
      });
    }).then(function (answer) {
      if (!/^text\/css/.test(answer.headers.get('Content-Type'))) { return []; }
      return answer.text().then(function (text) { return save(named(text, url)); });
    });
  }
  /** Keep the page as the server has it now; last, so that all it needs is there whenever the page is. */
  function keep(url) {
    return fetch(url, {credentials: 'same-origin'}).then(function (answer) {
      return answer.text().then(function (html) {
        return isWhole(html) && save(named(html, url)).then(function (needs) {
          var headers = {'X-Signage-Needs': needs.join(' ')};
          ['Content-Type', 'Content-Security-Policy', 'X-Signage-Now'].forEach(function (name) {
            headers[name] = answer.headers.get(name) || '';
          });
          return put(url, new Response(html.replace(OURS, ' data-kept' + OURS), {status: answer.status, headers: headers}));
        });
      });
    });
  }
  function put(url, kept) {
    var now = kept.headers.get('X-Signage-Now');
    return caches.open(PAGES).then(function (cache) { return cache.put(url, kept); }).then(function () { return sweep(now); });
  }
  function each(name, act) {
    return caches.open(name).then(function (cache) {
      return cache.keys().then(function (keys) { return Promise.all(keys.map(function (key) { return act(cache, key); })); });
    });
  }
  /** Forget pages that were not shown for a month, and what no page needs any longer. @param {string} now */
  function sweep(now) {
    return each(PAGES, function (cache, key) {
      return cache.match(key).then(function (kept) {
        var old = now - kept.headers.get('X-Signage-Now') > MONTH;
        return old ? cache.delete(key).then(function () { return ''; }) : kept.headers.get('X-Signage-Needs');
      });
    }).then(function (needs) {
      var needed = needs.join(' ').split(' ');
      return each(ASSETS, function (cache, key) { return needed.indexOf(key.url) < 0 && cache.delete(key); });
    });
  }

  addEventListener('install', skipWaiting);
  addEventListener('activate', function (event) { event.waitUntil(clients.claim()); });
  addEventListener('message', function (event) {
    queue = queue.then(function () { return keep(event.data); }).catch(nothing);  // one at a time: a sweep must not cross
    event.waitUntil(queue);
  });
  addEventListener('fetch', function (event) {
    var url = new URL(event.request.url), get = event.request.method === 'GET' && inner(url);
    if (get && event.request.mode === 'navigate') { event.respondWith(page(event.request)); }
    if (get && ASSET.test(get)) { event.respondWith(asset(event.request)); }
  });
}());
