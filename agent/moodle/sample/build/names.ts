/** Names of people from all over the world, as an international university has them. */
interface Origin {
  country: string;
  city: string;
  lang: string;
  given: readonly string[];
  family: readonly string[];
}

const words = (text: string) => text.split(' ');

export const origins: readonly Origin[] = [
  {
    country: 'GB',
    city: 'Lakeside',
    lang: 'en',
    given: words('Olivia George Amelia Harry Isla Jack Ava Noah Mia Charlie Grace Oscar Freya Alfie Poppy'),
    family: words("Smith Jones Taylor Brown Williams Wilson Davies Evans Walker O'Neill Wright Hughes Green"),
  },
  {
    country: 'DE',
    city: 'Köln',
    lang: 'de',
    given: words('Jürgen Käthe Björn Annika Lukas Franziska Sören Heike Matthias Jördis'),
    family: words('Müller Schäfer Groß Weiß Köhler Lößner Krüger Jäger Böhm Größ'),
  },
  {
    country: 'PL',
    city: 'Łódź',
    lang: 'pl',
    given: words('Łukasz Agnieszka Michał Małgorzata Paweł Zofia Stanisław Jadwiga'),
    family: words('Wiśniewski Wójcik Kamińska Zieliński Dąbrowska Żukowska Świątek Błaszczykowski'),
  },
  {
    country: 'ES',
    city: 'A Coruña',
    lang: 'es',
    given: words('Íñigo María Ángel Begoña José Lucía Andrés Concepción'),
    family: words('Núñez García Muñoz Ibáñez López Peña Rodríguez Álvarez'),
  },
  {
    country: 'CZ',
    city: 'Plzeň',
    lang: 'cs',
    given: words('Jiří Tereza Ondřej Kateřina Zdeněk Eliška Vojtěch Růžena'),
    family: words('Dvořák Černý Procházková Kučera Říha Šťastný Žáčková Novotný'),
  },
  {
    country: 'RU',
    city: 'Казань',
    lang: 'ru',
    given: words('Анна Дмитрий Екатерина Сергей Ольга Михаил'),
    family: words('Иванченко Кузнецов Соколов Лебедев Морозов Волков'),
  },
  {
    country: 'JP',
    city: '京都',
    lang: 'ja',
    given: words('陽菜 蓮 さくら 大翔 結衣 健太'),
    family: words('佐藤 鈴木 高橋 田中 渡辺 中村'),
  },
  {
    country: 'CN',
    city: '成都',
    lang: 'zh_cn',
    given: words('伟 秀英 子涵 浩然 欣怡 志强'),
    family: words('王 李 张 刘 陈 欧阳'),
  },
  {
    country: 'SA',
    city: 'جدة',
    lang: 'ar',
    given: words('فاطمة محمد عائشة يوسف مريم خالد'),
    family: words('العتيبي الحربي القحطاني الزهراني الشمري الغامدي'),
  },
  {
    country: 'IL',
    city: 'חיפה',
    lang: 'he',
    given: words('נועה דוד תמר יונתן שירה אורי'),
    family: words('כהן לוי מזרחי פרץ ביטון אברהם'),
  },
  {
    country: 'IN',
    city: 'पुणे',
    lang: 'en',
    given: words('Aarav Priya Vivaan Ananya Rohan Kavya Sandeep'),
    family: words('Sharma Patel Iyer Nair Reddy Mukherjee Venkataraghavan'),
  },
  {
    country: 'VN',
    city: 'Đà Nẵng',
    lang: 'vi',
    given: words('Hương Tuấn Thảo Đức Ngọc Phượng'),
    family: words('Nguyễn Trần Lê Phạm Đặng Huỳnh'),
  },
  {
    country: 'NG',
    city: 'Lagos',
    lang: 'en',
    given: words('Chidi Ngozi Oluwaseun Adaeze Emeka Folasade'),
    family: words('Okafor Adébáyò Nwosu Ọláńrewájú Eze Balogun'),
  },
];

/** People whose names have broken software before. */
export const difficultNames: readonly [string, string][] = [
  ['<b>Bobby</b>', '<script>alert("Tables")</script>'],
  ['Siobhán', "D'Arcy-O'Súilleabháin"],
  ['Anne & Marie', 'de la "Fontaine"'],
  ['Wolfeschlegelsteinhausen', 'Bergerdorff-Zepterhausen-von-und-zu-Hohenlohe-Schillingsfürst'],
  ['Null', 'Undefined'],
  ['Zoë 🎓', 'Ångström'],
  ['İpek', 'Işıkoğlu'],
  ['Renée', 'Þórgunnardóttir'],
  ['100%', '_under\\score'],
];
