import { type Form, type Message, say, span } from "../../reply.js";

/** The municipality that is meant where none is named. */
export interface MeantMunicipality {
  readonly name: string;
  /** All that have a plan in use. */
  readonly names: readonly string[];
  /** Whether `MUNICIPALITY` says it, so that nothing can be chosen here. */
  readonly fixed: boolean;
}

export const municipalityWords = ({ name, names, fixed }: MeantMunicipality): string =>
  `自治体を指定しない質問は、${name}の計画のこととして答えます（${names.length}つの自治体の計画があります）。${
    fixed ? "環境変数 MUNICIPALITY で決まっているため、ここでは変えられません。" : ""
  }`;

export const fixedMunicipalityView = (name: string): Message =>
  say(
    `${name}に決まっています。環境変数 MUNICIPALITY の値なので、変えるときは情報システム担当に頼んでください。`,
  );

export function municipalityForm({ name, names }: MeantMunicipality): Form {
  return {
    kind: "form",
    id: "municipality",
    title: "自治体を選ぶ",
    submit: "決める",
    context: "{}",
    intro: [span("自治体を指定しない質問を、どの自治体の計画のこととして答えるかを決めます。")],
    fields: [
      {
        name: "municipality",
        label: "自治体",
        type: "select",
        options: names.map((each) => ({ value: each, label: each })),
        initial: name,
      },
    ],
  };
}

export const municipalitySetView = (name: string): string =>
  `これからは、自治体を指定しない質問は${name}の計画のこととして答えます。`;
