// What somebody has written into a field and not sent: no answer, and no news, may take it away.
export function typed(except = null) {
  const fields = document.querySelectorAll("main input, main textarea");
  return [...fields].filter((each) => (!except || each.form !== except) && each.value !== each.defaultValue);
}
