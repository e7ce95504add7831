/* A TV that is no screen yet: it shows a code until staff have said which one it is to be, keeps that, and goes there each time that it is
   turned on. ES5, as all that runs on TVs. */
(function () {
  'use strict';
  var ID = 'signage-display', BASE = document.documentElement.getAttribute('data-base') || '', SCREEN = 'signage-screen' + BASE, ASK = 1500, AGAIN = 5000, WAIT = 10000;  // ms
  var ticket = '', until = 0;

  function byId(id) { return document.getElementById(id); }
  function kept(name) { try { return localStorage.getItem(name) || ''; } catch (e) { return ''; } }
  function keep(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* it pairs anew, then, each time that it is turned on */ } }
  function device() {
    var id = kept(ID);
    if (/^[0-9a-f]{32}$/.test(id)) { return id; }
    id = [].map.call(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
    keep(ID, id);
    return id;
  }
  function ask(method, url, body, done) {
    var request = new XMLHttpRequest();
    request.open(method, url);
    request.timeout = WAIT;
    request.onloadend = function () { done(request.status, request.responseText); };
    request.send(body);
  }
  function go(path) {
    if (!/^\/(screens|rooms)\/[^\/]+$/.test(path)) { return; }
    keep(SCREEN, path);
    location.replace(BASE + path);
  }
  /** This page is kept where a worker may run, so that a TV that is turned on without the server finds its screen. */
  function keepPage() {
    try {
      navigator.serviceWorker.register(BASE + '/sw.js').then(function () { return navigator.serviceWorker.ready; })
        .then(function (worker) { worker.active.postMessage(location.href); }).catch(function () { /* nothing is kept */ });
    } catch (e) { /* nothing is kept */ }
  }
  function begin() {
    ask('POST', BASE + '/pair', JSON.stringify({display: device(), size: [innerWidth, innerHeight]}), function (status, text) {
      var told;
      if (status !== 200) { byId('wait').hidden = false; setTimeout(begin, AGAIN); return; }
      told = JSON.parse(text);
      ticket = told.ticket;
      byId('wait').hidden = true;
      byId('offer').hidden = false;
      byId('code').textContent = told.code.slice(0, 3) + ' ' + told.code.slice(3);
      byId('address').textContent = told.address;
      byId('until').textContent = told.until;
      byId('size').textContent = innerWidth + ' × ' + innerHeight;
      byId('qr').src = BASE + '/pair/' + ticket + '.svg';
      setTimeout(look, ASK);
    });
  }
  function look() {
    ask('GET', BASE + '/pair/' + ticket, null, function (status, text) {
      if (status === 200) { go(JSON.parse(text).go); return; }
      if (status === 404) { begin(); return; }
      setTimeout(look, status === 204 ? ASK : AGAIN);
    });
  }

  keepPage();
  if (kept(SCREEN)) { go(kept(SCREEN)); } else { begin(); }
}());
