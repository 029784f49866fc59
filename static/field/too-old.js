// For browsers that know no modules: written in the oldest words, because nothing else would be read.

(function () {
  var main = document.getElementById("main");
  var told = document.createElement("p");
  told.className = "note tone-red";
  told.textContent = "浏览器版本过旧，打不开现场应用。请更新浏览器或微信后再试。 This browser is too old for the field app: update it and try again.";
  main.appendChild(told);
})();
