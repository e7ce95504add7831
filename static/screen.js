/* What is on screen: which elements are shown at a moment, what they say, the theme of the hour, and when to look again. */
(function (signage) {
  'use strict';
  var page = signage.page, clock = signage.clock, turns = signage.turns, times = signage.times, freshness = signage.freshness;
  var root = page.root, all = page.all;
  var LONGEST_SLEEP = 5000, CLOCKS_PARTED = 2000, WORD_AFTER_SUSPEND = 3000;  // ms
  var WALK_STEP = 180000, WALK_AFTER = 1000;  // ms that a step of the walk against burn-in takes; by which it comes after what else changes then
  var FITTINGS = 3;  // at most, in a row
  var NOTCH = 300, NOTCHES = 36;  // seconds of a piece of a progress bar; most of them
  var servedTheme = (/theme-[\w-]+/.exec(root.className) || ['theme-'])[0];
  var drift = Date.now() - performance.now(), timer, frame = 0, walked, walking = 0;

  /** An element is on screen while every one of these that it carries holds. */
  var rules = {
    'data-from': function (seconds) { return clock.wakeAt(seconds * 1000) <= clock.moment; },
    'data-until': function (seconds) { return clock.moment < clock.wakeAt(seconds * 1000); },
    'data-turn': function (_, el) { return turns.isOn(el); },
    'data-stale': function () { return !!freshness.trouble; },
    'data-fresh': function () { return !freshness.trouble; },
    'data-stale-kind': function (kind) { return kind === freshness.trouble; },
    'data-sure': function () { return !clock.isUnsure; },
    'data-unsure': function () { return clock.isUnsure; }
  };
  var names = Object.keys(rules), timed = names.slice(0, 3), RULED = '[' + names.join('],[') + ']';

  /** Show or hide an element by its rules; while the time is not known, what the server marked stands. @param {!Element} el */
  function applyRules(el) {
    function carried(name) { return el.hasAttribute(name); }
    function holds(name) { return !carried(name) || rules[name](el.getAttribute(name), el); }
    if ((!clock.trust || clock.isUnsure) && timed.some(carried)) { return; }
    var hidden = names.filter(holds).length < names.length;  // each is asked: each says when to wake
    if (el.hidden !== hidden) { el.hidden = hidden; signage.fit.invalidate(el); }
  }
  /** @param {!Element} el @param {string} text */
  function setText(el, text) {
    if (el.textContent !== text) { el.textContent = text; signage.fit.invalidate(el); }
  }
  /**
   * For each element in scope that is on screen and carries this attribute.
   * @param {string} name
   * @param {ParentNode|undefined} scope
   * @param {function(!Element, string)} act gets the attribute's value, too
   */
  function eachShown(name, scope, act) {
    all('[' + name + ']', scope).forEach(function (el) { if (!el.closest('[hidden]')) { act(el, el.getAttribute(name)); } });
  }
  /** @param {!Element} el with `data-left` @param {number} end epoch ms */
  function updateCountdown(el, end) {
    var left = Math.max(0, Math.ceil((end - clock.moment) / 60000));
    clock.wakeAt(end - (left - 1) * 60000);
    setText(el, times.minutesLeft(left));
    if (el.parentNode.classList) { el.parentNode.classList.toggle('is-hours', left > 99); }
  }
  /** Put a copy of what is due of a store behind it; lists do that as they are arranged. @param {!Element} store `<template data-due>` */
  function fill(store) {
    var panel = store.parentNode, waiting, were;
    function due() { return waiting.filter(function (template) { return !template.hidden; }); }
    if (panel.closest('[data-list]')) { return; }
    waiting = [].slice.call(store.content.children);
    were = store.due || due();
    waiting.forEach(applyRules);
    store.due = due();
    if (store.nextElementSibling && signage.due.same(store.due, were)) { return; }
    while (store.nextSibling) { panel.removeChild(store.nextSibling); }
    store.due.forEach(function (template) { panel.appendChild(document.importNode(template.content, true)); });
    signage.report.onChange();
  }
  /** Bring everything in scope to the moment. @param {ParentNode=} scope */
  function update(scope) {
    all('template[data-due]', scope).forEach(fill);
    all(RULED, scope).forEach(applyRules);
    eachShown('data-since', scope, function (el) { setText(el, times.timeOfDay(freshness.since(), el)); });
    if (!clock.trust) { return; }
    clock.wakeAt(Math.floor(clock.moment / 60000 + 1) * 60000);
    eachShown('data-clock', scope, function (el) { setText(el, times.timeOfDay(clock.moment, el)); });
    eachShown('data-left', scope, function (el, end) { updateCountdown(el, end * 1000); });
    eachShown('data-progress', scope, function (el, value) {
      var ends = value.split(' '), length = ends[1] - ends[0], part = (clock.moment / 1000 - ends[0]) / length;
      el.style.setProperty('--p', Math.min(1, Math.max(0, part)).toFixed(4));
      el.style.setProperty('--n', Math.min(NOTCHES, Math.round(length / NOTCH) || 1));
    });
  }
  /** Put on the theme of the hour. */
  function applyTheme() {
    var theme = servedTheme;
    eachShown('data-theme', document, function (el, name) { theme = 'theme-' + name; });
    if (!root.classList.contains(theme)) { root.className = root.className.replace(/theme-[\w-]+/, theme); }
  }
  /** Walk slowly around a square of two pixels, against burn-in; not with a page turn, for a property of the root costs the styles of all. */
  function walk() {
    var step = Math.floor(clock.moment / WALK_STEP) % 8;
    if (page.attribute('data-motion') === 'none' || step === walked) { return; }
    if (walked === undefined) { stand(step); } else if (!walking) { walking = setTimeout(onWalk, WALK_AFTER); }
    walked = step;
  }
  function onWalk() {
    walking = 0;
    stand(walked);
  }
  function stand(step) {
    function along(n) { return n < 3 ? n : n < 5 ? 2 : n < 7 ? 6 - n : 0; }
    root.style.setProperty('--shift-x', along(step) + 'px');
    root.style.setProperty('--shift-y', along((step + 6) % 8) + 'px');
  }
  /** Bring the whole page to now. */
  function refresh() {
    clock.advance();
    clock.next = Infinity;
    try {
      freshness.check();
      update();
      applyTheme();
      walk();
      if (!clock.isFixed && clock.trust && clock.moment >= clock.wakeAt(page.number('data-horizon') * 1000)) {
        signage.server.renewSoon();
      }
    } finally {
      arrangeSoon();
      schedule();
    }
  }
  /** Set the timer to the next moment at which something changes. */
  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(onTimer, Math.max(1, Math.min(LONGEST_SLEEP, (clock.next - clock.now()) / clock.rate)));
  }
  /** This device's two clocks part after a suspend, or if its time of day was set: which of the two only the server knows. */
  function onTimer() {
    var parted = Date.now() - performance.now() - drift;
    drift += parted;
    if (Math.abs(parted) > CLOCKS_PARTED) {
      freshness.expectWordWithin(WORD_AFTER_SUSPEND);
      signage.server.openStream();
      clock.useRememberedClock();
      if (clock.trust === clock.HEARD) { signage.server.fetchChanges(); }  // a page that is polled would not ask for a while
      refresh();
    }
    if (clock.now() < clock.next) { schedule(); } else { refresh(); }
  }

  // ---- What must be measured: once in a frame, before it is painted. ----

  function arrangeSoon() { frame = frame || requestAnimationFrame(arrange); }
  /** Sizes have changed, of the window or of letters: measure everything anew. */
  function onResize() { signage.fit.forget(); signage.measure.forget(); arrangeSoon(); }
  /** Put lists in pages and make text fit. */
  function arrange() {
    var pager = signage.pager, lists = all('[data-pages]'), arranged = lists.filter(function (list) { return list.hasAttribute('data-list'); }), pass = 0;
    function label() { all('[data-pager]').forEach(function (el) { pager.label(el, times.digits); }); }
    cancelAnimationFrame(frame);
    frame = 0;
    clock.advance();
    do {  // what has been fitted may leave lists another height than they were paged for
      lists.forEach(function (list) {
        var count = turns.count(list, +list.getAttribute('data-pages'));
        if (list.hasAttribute('data-list')) { signage.lists.show(list, count); } else { pager.paginate(list, count); }
      });
      label();  // written before anything is measured: one layout for all
      if (arranged.filter(signage.lists.settle).length) { label(); }
      signage.fit.run();
    } while (++pass < FITTINGS && lists.some(pager.isResized));
    all('[data-own]').forEach(signage.own.fit);
    signage.report.onArranged();
    schedule();
  }

  signage.screen = {
    applyRules, update, refresh, schedule,
    arrange, arrangeSoon, onResize
  };
}(window.signage));
