/* Lists: overviews, directories and boards (docs/page.md, "Lists"). What is due (due.js) is read (cells.js), arranged as a whole
   (arrangement.js), and a page of it is written (writing.js, board.js). All that is known ahead is done ahead, a little at a time: what the
   other pages have in their cells, and the arrangement from the next moment on at which something begins or ends. */
(function (signage) {
  'use strict';
  var arrangement = signage.arrangement, writing = signage.writing, due = signage.due, all = signage.page.all, step = signage.steps.step;
  var GROW = 1.02, TRIES = 4;  // where an engine breaks lines otherwise all is measured that much wider
  var GAIN = 1.1;  // of type, that is worth more than what comes next in no room
  var AFTER = 300, PAUSE = 60, SLICE = 6;  // ms from a page's turn to what is done ahead, which lets the page be seen first; between two slices of that, and of each

  function isBoard(list) { return list.getAttribute('data-list') === 'rows'; }
  function panelsOf(list) { return isBoard(list) ? [list] : all('[data-panel]', list); }

  // ---- An arrangement: from when on, of what, as if all text were wider and higher by `grown`. ----

  /** What an arrangement depends on: the size of the list's place, the font, and what is due in it. @param {number=} at a moment to come; none: now */
  function keyOf(list, at) {
    var box = isBoard(list) ? list.parentElement : list;
    return [box.clientWidth, box.clientHeight, signage.fit.generation()].concat(panelsOf(list).map(function (panel) {
      var store = due.storeOf(panel);
      return store ? due.stateAt(store, at).id : panel.getAttribute('data-revision');
    })).join();
  }
  /** @return {{key: string, at: (number|undefined), grown: number, steps: !Array, isDone: boolean, wall: ?Object, found: ?Object}} */
  function taskOf(key, at, grown) { return {key, at, grown: grown || 1, steps: [], isDone: false, wall: null, found: null}; }
  /** Go on with a task. @param {number} ms after which it is left */
  function work(list, task, ms) {
    task.isDone = task.isDone || signage.steps.run(function () { find(list, task); }, task.steps, ms);
    return task;
  }
  /** Find the arrangement of a task; its steps are those of steps.js. */
  function find(list, task) {
    var wall = task.wall = step(function () { return wallOf(list, task); });
    wall.groups = wall.all;
    task.found = step(function () { return arrangement.arrange(wall); });
    if (wall.kind === 'rows') { leave(list, task); } else { give(task); }
    if (task.found && task.grown > 1) { scale(task.found, task.grown); }
  }
  function wallOf(list, task) {
    var wall = signage.cells.wallOf(list, task.at);
    wall.all = wall.groups;
    wall.side = list.closest('[dir]').getAttribute('dir') === 'rtl' ? 'right' : 'left';
    wall.more = list.getAttribute('data-more') || '';
    wall.width /= task.grown;
    wall.height /= task.grown;
    return wall;
  }
  /** What a board leaves out is told in a line, which takes some of its height. */
  function leave(list, task) {
    var wall = task.wall;
    function isLower() {
      var before = wall.height, left = (wall.left || []).map(function (row) { return row.template; }).concat(wall.told);
      wall.height = (signage.board.leave(list, wall.foot, left) / wall.unit - 0.6) / task.grown;
      return wall.height < before;
    }
    if (!step(isLower)) { return; }
    wall.groups = step(function () { return signage.board.read(due.waiting(list, task.at)); });
    task.found = step(function () { return arrangement.arrange(wall); });
    step(isLower);
  }
  /** What comes next in no room gives way where titles are cut, or type would be a step larger. */
  function give(task) {
    var wall = task.wall, shown = task.found, found;
    function cut(one) { return one.pages.some(function (page) { return page.plan.cut; }); }
    function size(one) { return one.pages[0].plan.sizes.title; }
    function waits(cell) { return !cell.isRoom && cell.idle; }
    function arranged(groups) {
      wall.groups = groups;
      return step(function () { return arrangement.arrange(wall); });
    }
    if (!shown || !shown.pages.some(function (page) { return page.plan.level; }) || !wall.all.some(function (group) { return group.cells.some(waits); })) { return; }
    found = arranged(wall.all.filter(function (group) { return !group.cells.some(waits); }));
    task.found = !found || !cut(shown) && size(found) < GAIN * size(shown) ? arranged(wall.all) : found;
  }
  /** Back to the wall's own lengths. */
  function scale(found, by) {
    found.pages.forEach(function (page) {
      page.things.forEach(function (thing) { ['x', 'y', 'width', 'height'].forEach(function (name) { thing[name] *= by; }); });
    });
  }

  // ---- When. ----

  /** Show what is due in a list, on the page that has its turn. @param {!Element} list @param {number} turns so far */
  function show(list, turns) {
    var key = keyOf(list), task = list.task;
    list.paged = list.clientHeight;
    list.plain = list.plain || list.className;
    if (!list.clientHeight) { return; }
    if (!task || task.key !== key) {
      task = list.ahead && list.ahead.key === key ? list.ahead : taskOf(key);
      list.ahead = null;
      begin(list, task);
    }
    list.turns = turns;
    if (list.task.found) { turn(list); }
    list.timer = list.timer || setTimeout(onTimer, AFTER, list);
  }
  /** Write the page that has its turn, if it is another. */
  function turn(list) {
    var pages = list.task.found.pages, number = signage.pager.turnOf(list.turns, pages.length);
    if (number !== list.shown) { write(list, list.task, number); }
    list.pages = pages.length;
    list.page = number;
  }
  function shownOf(list) { return list.task.found.pages[list.shown]; }
  /** Whether a page's cells hold what they have: read once. */
  function holds(page) { return (page.holds = page.holds || !writing.spilt(page)); }
  /** Where this engine breaks lines otherwise than was calculated, arrange as if text were wider. @param {!Element} list @return {boolean} whether it was */
  function settle(list) {
    var tries = 0;
    if (list.isWritten) { writing.regain(list.task.wall, shownOf(list)); }
    while (list.isWritten && !holds(shownOf(list)) && tries < TRIES) {
      tries += 1;
      begin(list, taskOf(list.task.key, undefined, list.task.grown * GROW));
      if (!list.task.found) { break; }
      turn(list);
    }
    list.isWritten = false;
    return tries > 0;
  }
  /** Have another arrangement; a phone, whose page scrolls, and a board without rows have none. */
  function begin(list, task) {
    list.task = task;
    list.grown = task.grown;
    list.shown = -1;
    if (getComputedStyle(document.body).overflowY === 'auto') { writing.flow(list); return; }
    work(list, task, Infinity);
    if (task.wall.foot) { signage.board.put(list, task.wall.foot); }
    if (task.found) { return; }
    if (!isBoard(list)) { writing.leaveOut(list, []); } else if (!task.wall.groups.length) { writing.flow(list); }
  }
  function write(list, task, number) {
    var page = task.found.pages[number];
    if (task.wall.kind === 'rows') {
      writing.dress(list, task.wall, page.plan);
      signage.board.write(list, task.wall, page);
    } else {
      writing.write(list, task.wall, page);
    }
    list.shown = number;
    list.isWritten = !page.holds;
    clearTimeout(list.timer);
    list.timer = 0;
  }

  // ---- Ahead. ----

  function onTimer(list) {
    var end = performance.now() + SLICE;
    list.timer = 0;
    if (!list.clientHeight) { return; }  // another view has its turn
    while (goAhead(list)) {
      if (performance.now() >= end) { list.timer = setTimeout(onTimer, PAUSE, list); return; }
    }
  }
  /** Do some of what is to be done ahead. @return {boolean} whether there was something */
  function goAhead(list) {
    var task = list.task, ahead;
    if (!task.found) { return false; }
    if (!isBoard(list) && (writing.layMore(list, task.wall, task.found, list.shown) || lookMore(list, task))) { return true; }
    ahead = next(list);
    if (!ahead) { return false; }
    if (!ahead.isDone) { work(list, ahead, SLICE); return true; }
    return !!ahead.found && !isBoard(list) && writing.makeMore(ahead.wall, ahead.found, -1);
  }
  /** Look at one more page that is laid out; one that does not hold is arranged anew at its turn. @return {boolean} whether there was one */
  function lookMore(list, task) {
    return task.found.pages.some(function (page) {
      var isNew = !page.isLookedAt && writing.isLaid(list, page);
      if (!isNew) { return false; }
      page.isLookedAt = true;
      if (!page.holds) { writing.regain(task.wall, page); }
      holds(page);
      return true;
    });
  }
  /** The task of the next moment at which something else is due. */
  function next(list) {
    var at = panelsOf(list).reduce(function (at, panel) {
      var store = due.storeOf(panel);
      return store ? Math.min(at, due.stateOf(store).until) : at;
    }, Infinity), key = at < Infinity && keyOf(list, at);
    if (!key) { return null; }
    if (!list.ahead || list.ahead.key !== key) { list.ahead = key === list.task.key ? null : taskOf(key, at); }
    return list.ahead;
  }

  signage.lists = {show, settle};
}(window.signage));
