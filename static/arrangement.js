/* The arrangement of a list on a wall (docs/page.md, "Lists"): how many pages and columns, where a label stands, and one size a
   role on all pages, the largest with which everything holds. Arithmetic, as in needs.js, where walls, cells and plans are told. */
(function (signage) {
  'use strict';
  var needs = signage.needs, BIG = signage.measure.BIG, KINDS = needs.KINDS, SMALLEST = needs.SMALLEST, LONG = needs.LONG, SHREDS = needs.SHREDS;
  var split = signage.paging.split, weighed = signage.paging.weighed;
  var prepare = needs.prepare, largest = signage.columns.largest, fits = signage.columns.fits, finish = signage.placing.finish, step = signage.steps.step;
  var NARROWEST = 13, WIDE = 36;  // a column, in units
  var ROWS = 40;  // most rows a page
  var CROWDED = [12, 6];  // of a crowd that is on, before type is small or other rooms' titles are cut for it
  var FEW = 3;  // of a crowd that waits, where there is not room for all of what is on
  var ALONE = {cells: [1, 2, 1.35], signs: [1, 2, 1.35], rows: [1, 1.7, 1.45, 1.25, 1.1]};  // times the usual largest size, that one room or row may have, and two and more
  var ONE = 0.9;  // what a board is worth with a column more
  var SAME = 0.97;  // of a size, that a board on fewer pages has
  var NONE_TOLD = 0.01;  // what a page is worth that holds and tells no title
  var TORN = 0.7;  // what it is worth where a floor goes on in another column
  var CALM = 1.05;  // how much more a page must tell to differ from others in its columns
  var BEHIND = 0.9, UNTOLD = 0.72;  // what a page is worth whose floors are behind names, or only behind some, beside one where they are told in headings
  var PLAIN = 0.85;  // and one whose names are as small as its titles
  var USUAL = [3000, 2200];  // square units that a whole display of the usual shapes, 16:9 and 9:16, has for a list

  // ---- The search. ----

  function share(columns, name) { return columns.reduce(function (sum, one) { return sum + one[name]; }, 0); }
  /** What a page is worth: the share of its titles that is there, where they are cut; floors that are torn count for less. */
  function worth(plan, page) { return page ? (plan.cut ? Math.max(NONE_TOLD, page.told) : 1) * (plan.heads && page.torn ? TORN : 1) : 0; }
  function least(plan, columns) { return columns.reduce(function (worst, page) { return Math.min(worst, worth(plan, page)); }, 1); }
  /** The plans for a number of columns; where an aim says so, with crowds below the others or not. @return {!Array} */
  function plansOf(wall, aim, place) {
    var most = Math.min(wall.crowd ? 9 : wall.cells.length, Math.max(1, Math.floor(wall.width / (wall.kind === 'rows' ? WIDE : NARROWEST))), wall.upright ? 3 : 6);
    var found = [], columns;
    var ways = aim.banded !== undefined ? [aim.banded] : aim.cut && !wall.crowd || wall.crowd && !aim.cut ? [0] : [0, 1];  // equal cells; where titles are cut, crowds below the others
    function add(way) {
      found.push(Object.assign({}, aim, {columns, place, grid: aim.cut ? 0 : way, banded: aim.cut ? way : 0, heads: wall.heads, bare: wall.bare}));
    }
    for (columns = 1; columns <= most; columns++) { ways.forEach(add); }
    return found;
  }
  /** The best plan on these pages: a calm grid, labels beside names and whole groups are worth a little size. */
  function best(wall, pages, aim) {
    var found = null, most = places(wall), place;
    function take(trial) {
      var plan = trial.plans[0];
      trial.score = trial.worth * trial.size * (wall.kind === 'rows' ? Math.pow(ONE, plan.columns - 1 + +(plan.place === needs.ABOVE)) : 1) * (plan.grid ? 1.12 : 1) * (plan.place ? 1 : 1.06 - 0.1 * share(trial.columns, 'wraps') / wall.cells.length);
      if (!found || trial.score > found.score * 1.001) { found = trial; }
    }
    for (place = 0; place < most; place++) { (aim.cut ? mixed : uniform)(wall, pages, aim, place).forEach(take); }
    return found;
  }
  /** In how many places a label may stand. */
  function places(wall) { return wall.kind === 'rows' ? 2 + wall.upright : wall.kind !== 'cells' || wall.crowd ? 2 : 3; }
  /** Whether these pages hold with one plan, as small as may be. */
  function hold(wall, pages, aim) {
    var most = places(wall), place, found = false;
    function all(plan) { return pages.every(function (page) { return fits(wall, plan, page, aim.low); }); }
    for (place = 0; place < most && !found; place++) { found = plansOf(wall, aim, place).some(all); }
    return found;
  }
  /** The largest size of a title: one or two rooms and a few rows have the wall to themselves. */
  function cap(wall) { return KINDS[wall.kind].cap[+wall.upright] * (ALONE[wall.kind][wall.cells.length] || 1); }
  /** Plans that are the same on all pages, each with its largest size. */
  function uniform(wall, pages, aim, place) {
    var found = [];
    plansOf(wall, aim, place).forEach(function (plan) {
      var trial = largest(wall, plan, pages, aim.low, Math.max(cap(wall), aim.low));
      if (!trial) { return; }
      trial.plans = pages.map(function () { return plan; });
      trial.worth = least(plan, trial.columns);
      found.push(trial);
    });
    return found;
  }
  /** Where titles are cut a page has columns of its own if they show clearly more of them than those that suit all. */
  function mixed(wall, pages, aim, place) {
    var plans = plansOf(wall, aim, place), common = -1, chosen, table;
    function some(page) { return plans.some(function (plan) { return fits(wall, plan, page, aim.low); }); }
    if (!pages.every(some)) { return []; }
    table = plans.map(function (plan) {
      return pages.map(function (page) {
        var one = largest(wall, plan, [page], aim.low, aim.low);
        return one && one.columns[0];
      });
    });
    function value(k, i) { return worth(plans[k], table[k][i]); }
    plans.forEach(function (plan, k) {
      if (common < 0 || least(plan, table[k]) > least(plan, table[common])) { common = k; }
    });
    chosen = pages.map(function (_, i) {
      return plans.reduce(function (best, _, k) { return value(k, i) > (best === common ? CALM : 1) * value(best, i) ? k : best; }, common);
    });
    return [{size: aim.low, pages, plans: chosen.map(function (k) { return plans[k]; }), columns: chosen.map(function (k, i) { return table[k][i]; }),
      worth: chosen.reduce(function (worst, k, i) { return Math.min(worst, value(k, i)); }, 1)}];
  }
  /** In the order in which things yield: speakers and what comes next; size; of a crowd that waits most; some of one
      that is on; the line below a sign that says that it is free; the ends of titles; most of a crowd. */
  function aims(kind) {
    var s = KINDS[kind], found = [], waiting = BIG, aside = false, crowds = [];
    function aim(level, low, cut, names, shown) { found.push({level, low, cut: !!cut, names: names || 2, shown: shown || BIG, waiting, aside}); }
    aim(0, s.comfort);
    aim(1, s.comfort);
    if (kind === 'cells') { aim(2, s.comfort); }
    aim(kind === 'cells' ? 2 : 1, s.floor);
    aim(2, s.floor, false, 3);
    if (kind === 'cells') { waiting = FEW; aim(2, s.floor, false, 3); crowds = CROWDED; }
    aside = kind === 'signs';
    crowds.forEach(function (shown) { aim(2, s.floor, false, 3, shown); });
    [BIG].concat(crowds).forEach(function (shown) { aim(2, SMALLEST, false, 3, shown); });
    aim(2, s.floor, true, 3, crowds[crowds.length - 1]);
    [crowds[crowds.length - 1] || BIG].concat(kind === 'cells' ? [3, 1] : []).forEach(function (shown) { aim(2, SMALLEST, true, 9, shown); });
    return found;
  }
  /** Names as well, in the smallest type: they end in "\u2026" before a list has a page more than it may have, at last where two are alike then. */
  function trims(kind) {
    function trim(shown, alike) {
      return function (names) { return {level: 2, low: SMALLEST, cut: true, trim: true, names, shown, waiting: FEW, aside: kind === 'signs', alike}; };
    }
    function trimsOf(alike) { return [9, 6, 4, 3, 2, 1].map(trim(1, alike)).concat(kind === 'signs' ? trim(0, alike)(1) : []); }  // a sign may do without what is on
    return [9, 6, 5, 4, 3, 2].map(trim(BIG, false)).concat(trimsOf(false), trimsOf(true));
  }
  /** The pages that are tried in turn. */
  function pagesFor(wall, count, aim) {
    var equal;
    if (wall.kind === 'rows') { return [step(function () { return weighed(wall, count); })]; }
    equal = split(wall, count);
    return aim.cut && count > 1 && wall.kind === 'cells' ? [step(function () { return weighed(wall, count); }), equal] : [equal];
  }
  /** Where floors stand, in the order in which they yield: in headings, behind names, only behind names that are there twice. */
  function floors(wall) {
    var ways = wall.kind === 'rows' ? [[false, false]] : [[false, false], [false, true]];
    return wall.heads ? [[true, false]].concat(ways) : ways;
  }
  /** The steps up to the first with which a list holds on the pages that it may have; floors stand where they do, then. */
  function settle(wall, steps) {
    var ways = floors(wall), k;
    wall.long = wall.longName = LONG;
    function holds(way) {
      wall.heads = way[0];
      wall.bare = way[1];
      return pagesFor(wall, wall.bound, steps[k]).some(function (pages) { return step(function () { return hold(wall, pages, steps[k]); }); });
    }
    for (k = 0; k < steps.length; k++) {
      if (steps[k].cut && steps[k].low <= SMALLEST && ways.some(holds)) { return steps.slice(0, k + 1); }
    }
    return steps;
  }
  /** The best arrangement on so many pages, or null. */
  function arranged(wall, count, aim) {
    var found = null;
    pagesFor(wall, count, aim).some(function (pages) { found = step(function () { return best(wall, pages, aim); }); return found; });
    if (found) { found.aim = aim; }
    return found;
  }
  /** Floors stay whole where that costs little size. */
  function untorn(wall, count, found) {
    var isTorn = found && wall.heads && !found.aim.cut && found.columns.some(function (page) { return page.torn; });
    var whole = isTorn && arranged(wall, count, Object.assign({}, found.aim, {low: KINDS[wall.kind].floor, whole: true}));
    return whole && whole.score > found.score ? whole : found;
  }
  function search(wall) {
    var found = null, steps = aims(wall.kind), words = [[needs.GIANT, BIG], [LONG, BIG], [LONG, LONG], [SHREDS, LONG], [SHREDS, SHREDS]];
    if (wall.kind !== 'rows') { steps = steps.concat(trims(wall.kind)); }
    function tryPages(count, list) {
      return list.some(function (aim) { found = untorn(wall, count, arranged(wall, count, aim)); return found; });
    }
    steps = settle(wall, steps);
    words.some(function (long) {
      var count;
      wall.long = long[0];
      wall.longName = long[1];
      for (count = 1; count <= wall.bound; count++) {
        if (tryPages(count, count < wall.bound ? steps.slice(0, 2) : steps)) { return true; }
      }
      return false;
    });
    if (found && found.aim.cut) { found = resettled(wall, found); }
    while (!found && wall.bound < wall.cells.length) {  // a display of an odd shape: more pages, then
      wall.bound += 1;
      tryPages(wall.bound, steps.slice(-1));
    }
    return found;
  }
  /** Where titles are cut floors yield further than they must, and the size of names, if that tells clearly more. */
  function resettled(wall, found) {
    var ways = wall.cells.some(function (cell) { return cell.floor; }) ? floors(wall) : [], way = [wall.heads, wall.bare], value = found.worth;
    ways.slice(ways.map(String).indexOf(String(way)) + 1).forEach(function (other) {
      var trial;
      wall.heads = other[0];
      wall.bare = other[1];
      trial = arranged(wall, wall.bound, found.aim);
      if (trial && trial.worth * (other[1] ? UNTOLD : BEHIND) > value) { value = trial.worth * (other[1] ? UNTOLD : BEHIND); found = trial; way = other; }
    });
    wall.heads = way[0];
    wall.bare = way[1];
    way = wall.kind !== 'rows' && !found.aim.trim && found.worth < PLAIN && arranged(wall, wall.bound, Object.assign({}, found.aim, {low: SMALLEST, trim: true, banded: found.plans[0].banded}));
    return way && way.worth * PLAIN > found.worth ? way : found;
  }

  /** Of a board the rows that its pages hold, comfortably: all if they can, or so many of the first. Rows are left out before titles are cut. */
  function searchRows(wall) {
    var all = wall.cells, a = 1, most = Math.min(all.length, wall.most * ROWS), found = null, words = [[BIG, BIG], [LONG, BIG]];
    var on = all.filter(function (row) { return row.on; }).length;
    function only(count) {
      wall.cells = all.slice(0, count);
      wall.groups = regrouped(wall.cells);
      wall.bound = Math.min(wall.most, count);
    }
    function held(count, type) {
      only(count);
      return words.some(function (long) {
        var pages = step(function () { return weighed(wall, wall.bound); });
        wall.long = long[0];
        wall.longName = long[1];
        return step(function () { return hold(wall, pages, {level: 1, low: type.low, cut: type.cut, names: 2, shown: BIG, waiting: BIG}); });
      });
    }
    function bisect(type, b) {
      var middle;
      if (held(b, type)) { a = b; }
      while (a < b) {
        middle = Math.ceil((a + b) / 2);
        if (held(middle, type)) { a = middle; } else { b = middle - 1; }
      }
    }
    if (!held(1, {low: SMALLEST})) { words = [[LONG, LONG]]; }  // names whose words are broken
    bisect({low: KINDS.rows.comfort}, most);
    if (a < on) { bisect({low: KINDS.rows.floor}, Math.min(on, most)); }  // what is on is there, if it can be
    if (a < on) { bisect({low: SMALLEST}, Math.min(on, most)); }
    only(a);
    found = search(wall);
    wall.left = all.slice(a);
    return found && fewest(wall, found);
  }
  /** On fewer pages, if rows hold there in the same type: a long word may be all that asks for it. */
  function fewest(wall, found) {
    var count, trial = null;
    if (found.aim.cut || found.aim.low >= KINDS.rows.comfort) { return found; }  // more of titles is told on all; in comfortable type fewer were tried
    for (count = 1; count < found.pages.length && !trial; count++) {
      trial = arranged(wall, count, Object.assign({}, found.aim, {low: Math.max(found.aim.low, found.size * SAME)}));
    }
    return trial || found;
  }
  /** Rows of one time as groups, as they were before some of them were left out. */
  function regrouped(rows) {
    var groups = [], last = null;
    rows.forEach(function (row) {
      if (row.group.origin !== last) {
        last = row.group.origin;
        groups.push({origin: last, head: last.head, small: last.small, cells: []});
      }
      row.group = groups[groups.length - 1];
      row.group.cells.push(row);
    });
    return groups;
  }

  // ---- The whole. ----

  /** How many cells a page holds at least: of a whole display of the usual shape so many, of another one as its area has it. */
  function capacity(wall) {
    var most = KINDS[wall.kind].each[+wall.upright], area = wall.width * wall.height / USUAL[+wall.upright];
    return wall.half ? most / 2 : wall.usual ? most : Math.max(1, Math.floor(most * Math.min(1, area)));
  }
  /**
   * Done in steps (steps.js): what is not within one comes to the same each time.
   * @param {{kind: string, groups: !Array, width: number, height: number, upright: boolean, half: boolean, gap: number, tall: number}} wall
   * @return {?{pages: !Array<{plan: !Object, things: !Array, level: number}>}} null for a list without cells
   */
  function arrange(wall) {
    var found, pages;
    wall.cells = wall.groups.reduce(function (all, group) { return all.concat(group.cells); }, []);
    if (!wall.cells.length) { return null; }
    wall.crowd = wall.cells.some(function (cell) { return cell.many; });
    wall.groups.forEach(function (group) { group.origin = group; });
    wall.heads = wall.kind !== 'rows' && wall.groups.length * 2 <= wall.cells.length && wall.groups.some(function (group) { return group.el; });
    if (wall.kind !== 'rows') { wall.bound = Math.ceil(Math.max(1, wall.cells.filter(function (cell) { return cell.isRoom; }).length) / capacity(wall)); }
    found = wall.kind === 'rows' ? searchRows(wall) : search(wall);
    if (!found) { return null; }
    pages = found.columns.map(function (columns, i) {
      return step(function () {
        var plan = Object.assign({}, found.plans[i]), page;  // finishing tries others of its levels
        prepare(wall, plan, found.size);
        page = finish(wall, plan, found.size, columns, found.pages[i]);
        page.plan = plan;
        return page;
      });
    });
    return {pages};
  }

  signage.arrangement = {arrange};
}(window.signage));
