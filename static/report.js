/* What this display says of itself (docs/page.md, "Reports"), and what it is told to do. A page whose reports fail shows what it would
   show anyway. */
(function (signage) {
  'use strict';
  var page = signage.page, clock = signage.clock, all = page.all, base = page.base;
  var KEPT = 'signage-display', PAIRED = 'signage-screen' + base;
  var EVERY = 50000, EVERY_MORE = 10000, NOTICE = 1200, AGAIN = 15000, SETTLED = 250, WAIT = 10000;  // ms
  var MOST = 40, TITLE = 200, BYTES = 4000, REV = 2000;
  var load = random(4), id = kept() || renew(), noticesTold = '', due = 0, timer, errors = 0, error = '';
  /** Pages on phones, in frames and of another time hang on no wall. */
  var isPhone = Math.min(window.screen.width, window.screen.height) <= 500 && Math.max(window.screen.width, window.screen.height) <= 1000;
  var isWall = window.top === window && !clock.isFixed && !isPhone;

  // ---- Who this is: 128 random bits, kept on the device. ----

  function random(bytes) {
    return [].map.call(crypto.getRandomValues(new Uint8Array(bytes)), function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
  }
  function kept() {
    try { return (/^[0-9a-f]{32}$/.exec(localStorage.getItem(KEPT)) || [''])[0]; } catch (e) { return ''; }
  }
  function renew() {
    var fresh = random(16);
    try { localStorage.setItem(KEPT, fresh); } catch (e) { /* another one, then, each time that the page is opened */ }
    return fresh;
  }

  // ---- What can be seen. ----

  /** @return {boolean} whether the element can be seen at one of three points of a line of its: laid out, on the display, not covered */
  function isSeen(el) {
    return [].some.call(el.getClientRects(), function (box) {
      return box.width > 0 && box.height > 0 && [0.5, 0.1, 0.9].some(function (part) {
        var hit = document.elementFromPoint(box.left + part * box.width, box.top + box.height / 2);
        return !!hit && el.contains(hit);
      });
    });
  }
  function seen(selector) { return all(selector).filter(isSeen); }
  function ids(found, name) {
    return found.map(function (el) { return el.getAttribute(name); }).filter(function (one, i, every) { return every.indexOf(one) === i; });
  }
  function notices() { return ids(seen('[data-notice]'), 'data-notice'); }
  function size(el) { return parseFloat(getComputedStyle(el).fontSize); }
  /** @return {string} the text in the largest letters: of a session, or where none can be seen of a heading */
  function title(sessions) {
    var texts = sessions.map(function (el) { return el.querySelector('[data-cut="1"]') || el; });
    if (!texts.length) { texts = seen('.alarm [data-cut], .calm [data-cut], .glass [data-cut]'); }
    return texts.reduce(function (best, el) {
      var letters = size(el);
      return letters > best.letters ? {letters, text: el.textContent} : best;
    }, {letters: 0, text: ''}).text.replace(/\s+/g, ' ').trim().slice(0, TITLE);
  }
  function number(text) { for (var h = 0, i = 0; i < text.length; i++) { h = (h * 31 + text.charCodeAt(i)) | 0; } return '#' + (h >>> 0).toString(16); }
  function report() {
    var sessions = seen('[data-session]'), shown = ids(sessions, 'data-session'), rev = signage.server.revisions(), told;
    told = {
      page: location.pathname.slice(base.length), rev: rev.length > REV ? number(rev) : rev, load, shown: shown.slice(0, MOST),
      more: shown.length > MOST || all('[data-pages]').some(function (list) { return list.pages > 1; }),
      title: title(sessions), notices: notices().slice(0, 20), now: Math.round(clock.now()), offset: Math.round(clock.now() - Date.now()),
      size: [innerWidth, innerHeight, window.devicePixelRatio || 1], up: Math.round(performance.now()) / 1000,
      errors, error: error.slice(0, TITLE), visible: !document.hidden
    };
    while (told.shown.length && unescape(encodeURIComponent(JSON.stringify(told))).length > BYTES) { told.shown.pop(); told.more = true; }
    return told;
  }

  // ---- When. ----

  /** Report within so many milliseconds, at random, unless it is to be sooner anyway. */
  function within(ms) {
    var at = performance.now() + SETTLED + Math.random() * ms;
    if (!isWall || due && due <= at) { return; }
    due = at;
    clearTimeout(timer);
    timer = setTimeout(send, at - performance.now());
  }
  function send() {
    var request = new XMLHttpRequest(), told;
    clearTimeout(timer);
    due = performance.now() + EVERY + Math.random() * EVERY_MORE;
    timer = setTimeout(send, due - performance.now());
    told = report();
    request.open('POST', base + '/displays/' + id + '/report');
    request.setRequestHeader('Content-Type', 'application/json');
    request.timeout = WAIT;
    request.onloadend = function () {
      if (request.status === 204) { noticesTold = told.notices.join(); } else { within(AGAIN); }
    };
    request.send(JSON.stringify(told));
  }
  /** What is due has changed, or a panel has: report soon, but not all displays at once. */
  function onChange() { within(signage.server.spread()); }
  /** The page has been arranged: tell of a notice that came or went before all else. */
  function onArranged() { if (isWall && all('[data-notice]').length + noticesTold.length && notices().join() !== noticesTold) { within(NOTICE); } }

  // ---- What it is told. ----

  var orders = {
    report: function () { within(0); },
    reload: function () { signage.server.loadAnew(); },
    renew: function () { id = renew(); signage.server.openStream(); within(0); },
    go: function (order) {
      if (!/^\/(screens|rooms)\/[^\/]+$/.test(order.path)) { return; }
      try { if (localStorage.getItem(PAIRED)) { localStorage.setItem(PAIRED, order.path); } } catch (e) { /* it was not paired */ }
      location.href = base + order.path;
    },
    unpair: function () {
      try { localStorage.removeItem(PAIRED); } catch (e) { /* it kept nothing */ }
      location.href = base + '/pair';
    },
    identify: function (order) {
      var label = document.createElement('p');
      label.className = 'identify';
      label.textContent = order.label;
      document.body.appendChild(label);
      setTimeout(function () { document.body.removeChild(label); }, order.seconds * 1000);
    }
  };

  if (isWall) {
    addEventListener('error', function (event) { errors += 1; error = event.message || ''; });
    document.addEventListener('visibilitychange', function () { within(1000); });
  }

  signage.report = {
    onChange, onArranged,
    /** @param {{do: string}} order as the stream brings it */
    obey: function (order) { if (orders.hasOwnProperty(order['do'])) { orders[order['do']](order); } },
    /** @return {string} what the stream's address ends with: who opens it */
    name: function () { return isWall ? '&display=' + id + '-' + load : ''; }
  };
}(window.signage));
