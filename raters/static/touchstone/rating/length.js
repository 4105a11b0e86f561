// How long a rationale is, by script: one Chinese character counts as three fifths of a word, so mixed text is fair.
const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}.'’–-]*/gu;

export const lengthOf = (text) => ({
  han: (text.match(HAN) ?? []).length,
  words: (text.replace(HAN, " ").match(WORD) ?? []).length,
});

export const isEnough = (text, least) => {
  const { han, words } = lengthOf(text);
  return words + han * 0.6 >= least;
};
