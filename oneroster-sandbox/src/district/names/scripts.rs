//! Names in other scripts than Latin, and how each is written in a user name.

use super::Culture;

pub(super) const UKRAINIAN: Culture = Culture {
    weight: 25,
    double: None,
    female: &[("Ганна", "hanna"), ("Євгенія", "yevheniia"), ("Оксана", "oksana"), ("Соломія", "solomiia")],
    male: &[("Андрій", "andrii"), ("Богдан", "bohdan"), ("Тарас", "taras"), ("Ярослав", "yaroslav")],
    family: &[
        ("Бондаренко", "bondarenko"),
        ("Ґудзь", "gudz"),
        ("Коваленко", "kovalenko"),
        ("Мельник", "melnyk"),
        ("Ткачук", "tkachuk"),
        ("Шевченко", "shevchenko"),
    ],
};

pub(super) const GREEK: Culture = Culture {
    weight: 10,
    double: None,
    female: &[
        ("Αικατερίνη", "aikaterini"),
        ("Ελένη", "eleni"),
        ("Σοφία", "sofia"),
        ("Χρυσούλα", "chrysoula"),
    ],
    male: &[
        ("Γεώργιος", "georgios"),
        ("Δημήτριος", "dimitrios"),
        ("Σπύρος", "spyros"),
        ("Νικόλαος", "nikolaos"),
    ],
    family: &[
        ("Αλεξάνδρου", "alexandrou"),
        ("Γεωργίου", "georgiou"),
        ("Ιωάννου", "ioannou"),
        ("Παύλου", "pavlou"),
    ],
};

pub(super) const ARABIC: Culture = Culture {
    weight: 40,
    double: None,
    female: &[
        ("أسماء", "asma"),
        ("فاطمة", "fatima"),
        ("ليلى", "layla"),
        ("نور الهدى", "nouralhuda"),
        ("هبة", "hiba"),
    ],
    male: &[
        ("إبراهيم", "ibrahim"),
        ("خالد", "khalid"),
        ("عبد الرحمن", "abdulrahman"),
        ("عمر", "omar"),
        ("يوسف", "yousef"),
    ],
    family: &[
        ("الحسيني", "alhusseini"),
        ("الخطيب", "alkhatib"),
        ("المصري", "almasri"),
        ("حداد", "haddad"),
        ("بن يحيى", "benyahia"),
        ("النجار", "alnajjar"),
    ],
};

pub(super) const HEBREW: Culture = Culture {
    weight: 10,
    double: None,
    female: &[("אביגיל", "avigail"), ("נועה", "noa"), ("שירה", "shira"), ("תמר", "tamar")],
    male: &[("איתי", "itai"), ("דניאל", "daniel"), ("יהונתן", "yehonatan"), ("נועם", "noam")],
    family: &[("בן־דוד", "bendavid"), ("כהן", "cohen"), ("לוי", "levi"), ("מזרחי", "mizrahi")],
};

pub(super) const CHINESE: Culture = Culture {
    weight: 45,
    double: None,
    female: &[
        ("嘉欣", "jiaxin"),
        ("靜怡", "jingyi"),
        ("雨桐", "yutong"),
        ("子涵", "zihan"),
        ("詩婷", "shiting"),
    ],
    male: &[
        ("浩然", "haoran"),
        ("家豪", "jiahao"),
        ("俊傑", "junjie"),
        ("宇軒", "yuxuan"),
        ("梓豪", "zihao"),
    ],
    family: &[
        ("陳", "chen"),
        ("黃", "huang"),
        ("李", "li"),
        ("刘", "liu"),
        ("欧阳", "ouyang"),
        ("王", "wang"),
        ("張", "zhang"),
        ("赵", "zhao"),
    ],
};

pub(super) const JAPANESE: Culture = Culture {
    weight: 15,
    double: None,
    female: &[("愛子", "aiko"), ("さくら", "sakura"), ("美咲", "misaki"), ("ゆい", "yui")],
    male: &[("健太", "kenta"), ("翔", "sho"), ("大輝", "daiki"), ("レン", "ren")],
    family: &[
        ("佐藤", "sato"),
        ("鈴木", "suzuki"),
        ("髙橋", "takahashi"),
        ("渡邉", "watanabe"),
        ("山﨑", "yamazaki"),
    ],
};

pub(super) const KOREAN: Culture = Culture {
    weight: 25,
    double: None,
    female: &[("서연", "seoyeon"), ("수아", "sua"), ("지우", "jiwoo"), ("하은", "haeun")],
    male: &[("도윤", "doyun"), ("민준", "minjun"), ("시우", "siwoo"), ("준서", "junseo")],
    family: &[("김", "kim"), ("남궁", "namgung"), ("박", "park"), ("이", "lee"), ("최", "choi")],
};

pub(super) const HINDI: Culture = Culture {
    weight: 35,
    double: None,
    female: &[("अनन्या", "ananya"), ("काव्या", "kavya"), ("प्रिया", "priya"), ("श्रेया", "shreya")],
    male: &[("अर्जुन", "arjun"), ("कृष्ण", "krishna"), ("रोहन", "rohan"), ("विक्रम", "vikram")],
    family: &[("गुप्ता", "gupta"), ("पटेल", "patel"), ("मिश्रा", "mishra"), ("शर्मा", "sharma"), ("सिंह", "singh")],
};

pub(super) const TAMIL: Culture = Culture {
    weight: 10,
    double: None,
    female: &[("கவிதா", "kavitha"), ("மீனாட்சி", "meenakshi"), ("லட்சுமி", "lakshmi")],
    male: &[("அரவிந்த்", "aravind"), ("கார்த்திக்", "karthik"), ("முருகன்", "murugan")],
    family: &[("சுப்பிரமணியன்", "subramanian"), ("நடராஜன்", "natarajan"), ("ராமசாமி", "ramasamy")],
};

pub(super) const BENGALI: Culture = Culture {
    weight: 10,
    double: None,
    female: &[("অনন্যা", "ananya"), ("তাসনিম", "tasnim"), ("রিয়া", "riya")],
    male: &[("অরিজিৎ", "arijit"), ("তানভীর", "tanvir"), ("সৌরভ", "sourav")],
    family: &[("চৌধুরী", "chowdhury"), ("মুখোপাধ্যায়", "mukhopadhyay"), ("রহমান", "rahman")],
};

pub(super) const THAI: Culture = Culture {
    weight: 8,
    double: None,
    female: &[("กัญญา", "kanya"), ("ปาริชาต", "parichat"), ("สุดา", "suda")],
    male: &[("ณัฐวุฒิ", "nattawut"), ("ประเสริฐ", "prasert"), ("สมชาย", "somchai")],
    family: &[("แก้วมณี", "kaewmanee"), ("ศรีสุข", "srisuk"), ("วงศ์สวัสดิ์", "wongsawat")],
};

pub(super) const AMHARIC: Culture = Culture {
    weight: 10,
    double: None,
    female: &[("ሰላም", "selam"), ("ብርሃን", "birhan"), ("ትዕግስት", "tigist")],
    male: &[("ዳዊት", "dawit"), ("ኃይሉ", "hailu"), ("ዮሐንስ", "yohannes")],
    family: &[("ተስፋዬ", "tesfaye"), ("አበበ", "abebe"), ("ገብረመድህን", "gebremedhin")],
};

pub(super) const ARMENIAN: Culture = Culture {
    weight: 8,
    double: None,
    female: &[("Անահիտ", "anahit"), ("Լուսինե", "lusine"), ("Նարե", "nare")],
    male: &[("Արամ", "aram"), ("Հայկ", "hayk"), ("Տիգրան", "tigran")],
    family: &[("Գրիգորյան", "grigoryan"), ("Հարությունյան", "harutyunyan"), ("Սարգսյան", "sargsyan")],
};

pub(super) const GEORGIAN: Culture = Culture {
    weight: 4,
    double: None,
    female: &[("მარიამ", "mariam"), ("ნინო", "nino"), ("თამარ", "tamar")],
    male: &[("გიორგი", "giorgi"), ("ლუკა", "luka"), ("ნიკოლოზ", "nikoloz")],
    family: &[("ბერიძე", "beridze"), ("კაპანაძე", "kapanadze"), ("წიკლაური", "tsiklauri")],
};
