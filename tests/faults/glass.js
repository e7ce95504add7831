/* Time by hand, and a look at what a visitor sees. Runs before the page's own script; its times are milliseconds since
   the soak began, which a document learns from the session's store when it is loaded. */
(function () {
  'use strict';
  if (!/^http/.test(location.protocol)) { return; }
  var real = {later: setTimeout.bind(window), XHR: XMLHttpRequest, Stream: EventSource};
  var began = +(sessionStorage.glass || 0), passed = began, stepped = +(sessionStorage.stepped || 0);
  var timers = new Map(), frames = new Map(), last = 0, word = 0, pending = 0, leaving = false, source;

  performance.now = function () { return passed - began; };
  Date.now = function () { return 1.7e12 + passed + stepped; };
  window.setTimeout = function (act, ms) {
    timers.set(last += 1, {id: last, at: passed + (ms || 0), act: act, rest: [].slice.call(arguments, 2)});
    return last;
  };
  window.clearTimeout = function (id) { timers.delete(id); };
  window.requestAnimationFrame = function (act) { frames.set(last += 1, act); return last; };
  window.cancelAnimationFrame = function (id) { frames.delete(id); };
  addEventListener('beforeunload', function () { leaving = true; });

  /* What waits for the network is counted, so that a look never comes between a question and its answer. */
  real.XHR.prototype.send = (function (send) {
    return function () {
      pending += 1;
      this.addEventListener('loadend', function () { pending -= 1; });
      send.apply(this, arguments);
    };
  }(real.XHR.prototype.send));
  window.EventSource = function (url) {
    var waits = 1;
    function arrived() { pending -= waits; waits = 0; }
    source = new real.Stream(url);
    pending += 1;
    source.addEventListener('tick', arrived);
    source.addEventListener('error', arrived);
    source.addEventListener('tick', function (event) { word = JSON.parse(event.data).now; });
    source.close = function () { arrived(); real.Stream.prototype.close.call(this); };
    return source;
  };
  function until(holds) {
    return new Promise(function (resolve) {
      (function ask() { if (holds()) { resolve(); } else { real.later(ask, 2); } }());
    });
  }

  function paint() {
    var due = Array.from(frames.values());
    frames.clear();
    due.forEach(function (act) { act(performance.now()); });
  }
  function pass(to) {
    function first(a, b) { return !a || b.at < a.at || (b.at === a.at && b.id < a.id) ? b : a; }
    for (;;) {
      var due = Array.from(timers.values()).reduce(first, null);
      if (!due || due.at > to) { break; }
      passed = Math.max(passed, due.at);
      timers.delete(due.id);
      due.act.apply(null, due.rest);
      paint();
    }
    passed = Math.max(passed, to);
    paint();
  }
  function visible(el) {
    var box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight &&
      el.checkVisibility({visibilityProperty: true});
  }
  function speaks(el) {
    return [].some.call(el.childNodes, function (node) { return node.nodeType === 3 && node.data.trim(); }) && visible(el);
  }
  /** What waits in the stores of lists and is due, also where its page has not its turn. */
  function waiting() {
    var now = window.signage.now() / 1000, found = [];
    [].forEach.call(document.querySelectorAll('template[data-due]'), function (store) {
      [].forEach.call(store.closest('[hidden]') ? [] : store.content.children, function (one) {
        var from = one.getAttribute('data-from'), until = one.getAttribute('data-until');
        if ((!from || from <= now) && (!until || now < until)) { found.push(one.content); }
      });
    });
    return found;
  }
  /** Sessions by slot, each with its text if that is visible; the mark of age; whether anything can be read at all. */
  function look() {
    var slots = {now: {}, next: {}, later: {}}, mark = [].filter.call(document.querySelectorAll('[data-stale-kind]'), visible);
    [document].concat(waiting()).forEach(function (scope) {
      [].forEach.call(scope.querySelectorAll('[data-session]'), function (el) {
        if (el.closest('[hidden]')) { return; }
        var slot = slots[el.closest('[data-slot]').getAttribute('data-slot')], id = el.getAttribute('data-session');
        slot[id] = slot[id] || (scope === document && visible(el) ? el.textContent : '');
      });
    });
    return {
      slots: slots, text: [].some.call(document.body.querySelectorAll('*'), speaks),
      mark: mark.map(function (el) { return el.getAttribute('data-stale-kind'); }),
      since: mark.map(function (el) { return el.parentNode.querySelector('[data-since]').textContent; })
    };
  }

  window.glass = {
    step: function (ms) { sessionStorage.stepped = stepped += ms; },
    /** Hear this word, look at these moments, and let time pass to the end; whatever is asked then is answered at once. */
    see: async function (question) {
      var step = JSON.parse(question);
      sessionStorage.glass = step.start;
      await until(function () { return document.readyState === 'complete' && window.signage && (!step.word || word === step.word); });
      var looks = step.moments.map(function (ms) { pass(ms); return look(); });
      pass(step.end);
      await until(function () { return !pending; });
      await new Promise(function (resolve) { real.later(resolve, 0); });
      await until(function () { return !leaving; });  // a page that leaves is asked again when it is there
      return JSON.stringify({looks: looks, open: !!source && source.readyState === 1});
    }
  };
}());
