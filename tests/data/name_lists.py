"""Common Indonesian given, second and family names, and what is known about how they are written.

Lists of words, not of people: whoever is put together from them is invented.
"""

MALE = (
    "Adi Agung Agus Alif Andika Angga Anwar Ari Arif Arifin Bagas Bagus Bambang Bayu Budi Cahyo "
    "Danang Deni Dimas Eko Fadil Fahmi Faisal Fajar Farhan Fauzan Fauzi Firman Galih Gilang Guntur "
    "Hafiz Hakim Halim Hamdan Hamzah Hanafi Haris Hasan Hendra Heru Husein Ibrahim Idris Ilham "
    "Ilyas Imam Indra Irfan Irwan Ismail Iwan Jamal Joko Junaidi Kamal Khairul Lukman Lutfi "
    "Mahmud Malik Mansur Maulana Mulyadi Mustafa Nanang Nasir Purwanto Rafli Rahman Rahmat Ramadhan "
    "Rasyid Reza Ridwan Rizal Rizki Rudi Rusdi Saiful Salim Samsul Sapto Sigit Slamet Sofyan Sugeng "
    "Suharto Sulaiman Supriyadi Surya Sutrisno Syahrul Taufik Teguh Tri Umar Usman Wahyu Wawan "
    "Yahya Yanto Yoga Yudi Yunus Yusuf Zainal Zaki Zulfikar Zulkifli"
).split()
FEMALE = (
    "Ainun Aisyah Alya Amalia Aminah Anggun Anisa Anita Annisa Asih Aulia Ayu Citra Dewi Dian Dinda "
    "Dwi Eka Endang Erna Evi Fadilah Faridah Fatimah Fitri Halimah Hasanah Hesti Ika Indah Intan Ira "
    "Juwita Kartika Khadijah Laila Lestari Lina Lusi Maimunah Mariam Marlina Maya Mega Mira Murni "
    "Nabila Nadia Najwa Nita Novita Nurhayati Nurjanah Nurul Puji Putri Rahayu Rahma Ratih Ratna "
    "Rina Rini Rohani Rosita Ruqayyah Rusmini Salma Salsabila Sari Shinta Siska Sofia Sri Suci "
    "Sulastri Sumarni Sundari Susi Syifa Tika Tini Titin Tuti Umi Utami Vina Wahyuni Wati Widya Winda "
    "Wulan Yanti Yuliana Yuni Zahra Zainab Zubaidah Zulaikha"
).split()
SECOND_MALE = (
    "Abdillah Adiputra Alamsyah Anggoro Ardiansyah Baharudin Budiman Darmawan Efendi Fadillah "
    "Firmansyah Gunawan Hadi Hardianto Hariyadi Hartono Hermawan Hidayat Hidayatullah Irawan Iskandar "
    "Kurniawan Kusuma Laksono Mahendra Maulana Mulyono Nugroho Nurdin Pamungkas Permana Prabowo "
    "Pradana Pranata Prasetyo Pratama Priyono Purnomo Putra Rahmadi Ramadhan Saputra Santoso Setiadi "
    "Setiawan Subagyo Sudarsono Sugiarto Suhendra Sukarno Sulistyo Suparman Supriyanto Susanto "
    "Susilo Sutanto Syahputra Syarifudin Utomo Wahyudi Wibowo Wicaksono Widodo Wijaya Winarno Yulianto"
).split()
SECOND_FEMALE = (
    "Agustina Andriani Anggraini Apriliani Aryani Astuti Damayanti Fitriani Handayani Hapsari Hartati "
    "Haryanti Hastuti Hidayah Indriani Kartini Khasanah Kurniasih Kusumawati Lestari Maharani Marlina "
    "Maulida Mulyani Ningsih Novitasari Nuraini Oktaviani Permatasari Pertiwi Pratiwi Purnamasari "
    "Puspitasari Rahayu Rahmadani Rahmawati Ramadhani Rohmah Safitri Salsabila Saraswati Sartika "
    "Setiawati Sulistyowati Suryani Susanti Susilowati Utami Wahyuningsih Wardani Widyastuti Wijayanti "
    "Wulandari Yulianti Yuliastuti"
).split()
# Batak, Minahasan, Torajan, Moluccan and Flores family names.
FAMILY = (
    "Aritonang Hutabarat Hutagalung Lubis Manurung Nasution Pakpahan Panjaitan Pasaribu Silalahi "
    "Simanjuntak Simatupang Siregar Situmorang Tambunan Tarigan Kawilarang Lumentut Mandagi Rumengan "
    "Sondakh Tumbelaka Wowor Pasulu Rantetasak Sarungallo Tandipayung Tangkelangi Latuconsina "
    "Pattiasina Tuhumury Dacosta Keraf"
).split()
CHRISTIAN = (
    "Agustinus Andreas Antonius Benyamin Daniel Elisabet Ester Fransiskus Gabriel Grace Hendrik "
    "Kristina Lidia Lukas Margareta Markus Maria Martha Natalia Paulus Petrus Rut Samuel Stefanus "
    "Theresia Veronika Yakob Yohanes Yosef Yulius"
).split()
BUGIS = (
    "Baso Becce Besse Mappanyukki Mappatoba Pabokori Pallawa Sompa Tenri Tenriawaru Passamula "
    "Makkasau Mattalitti Palaguna Sulolipu Rappe Sangkala Tajuddin Tahir Bahtiar Amiruddin"
).split()
BANJAR = (
    "Anshari Arsyad Asmuni Basri Fakhrurrazi Gazali Hairani Hamidah Hasnah Jumiati Kaspul Mahyuni "
    "Masliani Mastura Norhasanah Rusmiati Rusnawati Sabran Saniah Syahrani Syamsuri Zuraida"
).split()
DAYAK = (
    "Ajang Apuy Bilung Bit Ding Embang Garang Hibung Ingan Jalung Kuleh Laing Lahang Lenjau Luhat "
    "Merang Ngau Pebulan Ping Simpung Tinggang Udau Usat Uvang"
).split()
BALI_ORDER = "Wayan Putu Gede Made Kadek Nyoman Komang Ketut".split()
BALI = (
    "Adnyana Ariani Artawan Astawa Budiartha Darmayasa Dharmayanti Eka Mahayuni Mudita Parwata "
    "Puspawati Rai Sudarma Sudiana Sudiasih Suarjana Sukerti Suryantari Wardana Widiantari"
).split()

# One name and how else clerks, schools and parents write it.
SPELLINGS: dict[str, str] = {
    "Muhammad": "Mohammad Mohamad Muhamad Mochamad Mochammad Muchamad Moh. Muh. Moch. M. Mohammed "
    "Muhammat Mukhamad Mohd. Mhd.",
    "Ahmad": "Achmad Akhmad Achmat Ahmat Ahmed Ach.",
    "Abdul": "Abd. Abdoel Abd",
    "Siti": "St. Sitti Sitie Siti",
    "Nur": "Noor Noer Nor",
    "Fatimah": "Fatima Fathimah Patimah Fatimmah Patima",
    "Rahmat": "Rachmat Rakhmat Rahmad Rohmat Rachmad",
    "Yusuf": "Jusuf Yusup Yusuff Joesoef Yusof",
    "Zainal": "Zaenal Jainal Jaenal Zaynal",
    "Zulfikar": "Dzulfikar Zulfiqar Dzulfiqar Julfikar Zulpikar",
    "Zulkifli": "Dzulkifli Julkifli Zulkipli Zulkifly",
    "Khairul": "Chairul Hairul Khoirul Choirul Khaerul",
    "Saiful": "Syaiful Saeful Syaeful Saipul Syaipul",
    "Samsul": "Syamsul Sjamsul Shamsul Samsoel",
    "Syahrul": "Sahrul Sjahrul Syachrul",
    "Khadijah": "Hadijah Chadijah Khotijah Khodijah Khadija",
    "Aisyah": "Aisjah Aisha Aisah Aisyiah Aishah",
    "Ridwan": "Ridwhan Ridhwan Ritwan Ridhuan",
    "Ramadhan": "Ramadan Romadhon Romadon Ramadhon",
    "Ramadhani": "Ramadani Romadhoni Ramadhany",
    "Taufik": "Taufiq Topik Taopik Tofik Taufieq",
    "Hasan": "Hassan Chasan Khasan",
    "Husein": "Husain Hussein Husen Usein",
    "Usman": "Utsman Oesman Osman Ustman",
    "Umar": "Oemar Omar Umaar",
    "Ismail": "Ismael Isma'il Ismaiel",
    "Ibrahim": "Ibrohim Ibraheem Ibrahiem",
    "Yahya": "Jahja Yahja Yachya",
    "Zahra": "Zahrah Zahro Azzahra Zahroh",
    "Nabila": "Nabilah Nabilla Nabyla",
    "Aulia": "Auliya Aulya Awlia",
    "Fauzi": "Fauzy Pauzi Fauji Fawzi",
    "Rizki": "Rizky Rizqi Riski Risky Rizkie Riskhy",
    "Fajar": "Fadjar Pajar Fajr",
    "Lutfi": "Luthfi Lutfy Luthfy Lutpi",
    "Hafiz": "Hafidz Hafizh Hapiz Hafis",
    "Faisal": "Faizal Faysal Paisal Feisal",
    "Wahyu": "Wahju Wahyoe Wahyuu",
    "Annisa": "Anisa Anissa Anisah Khairunnisa" [:18],
    "Aminah": "Amina Aminnah",
    "Halimah": "Halima Khalimah Chalimah",
    "Maimunah": "Maemunah Maimuna Maymunah",
    "Zubaidah": "Zubaedah Jubaidah Zubaida Subaidah",
    "Zulaikha": "Zulaiha Zulaikhah Juleha Zuleikha",
    "Mariam": "Maryam Mariyam Maryamah"[:14],
    "Ruqayyah": "Rukayah Rukoyah Rukayyah Ruqoyah",
    "Nurjanah": "Nurjannah Noorjanah Nurjana",
    "Nurhayati": "Norhayati Noorhayati Nurhayatie Noerhajati",
    "Sofia": "Sofiya Shofia Sopia Sophia",
    "Sofyan": "Sofian Sopyan Sofjan Shofyan",
    "Sulaiman": "Sulaeman Soelaiman Suleman Sulayman",
    "Mustafa": "Mustofa Mustopa Musthofa Mustapa",
    "Mahmud": "Machmud Makhmud Mahmut",
    "Idris": "Iedris Idries Idrish",
    "Ilyas": "Iljas Iliyas Elyas",
    "Irfan": "Irvan Irpan Irfhan",
    "Ikhsan": "Ichsan Ihsan Ikhshan",
    "Arif": "Arief Arip Aarif",
    "Syarifudin": "Syarifuddin Sarifudin Sjarifuddin Syaripudin",
    "Baharudin": "Baharuddin Bahrudin Bakharudin",
    "Hidayatullah": "Hidayatulloh Hidajatullah Hidayatulah",
    "Hidayat": "Hidajat Hidayad Hidayath",
    "Abdillah": "Abdilah Abdillah Abdilla",
    "Rasyid": "Rashid Rosyid Rasjid Rasid",
    "Malik": "Maliq Maalik",
    "Reza": "Resa Rheza Rezza Riza"[:17],
    "Shinta": "Sinta Cinta"[:5],
    "Syifa": "Shifa Sifa Syipa",
    "Dewi": "Dewie Dewy",
    "Sri": "Srie Sry",
    "Dwi": "Dwie Dwy",
    "Widya": "Widia Widja Widhya",
    "Yuliana": "Juliana Yuliyana Yulyana",
    "Putra": "Poetra Putera Putro",
    "Saputra": "Syahputra"[:0] + "Sapoetra Saputro Saputera",
    "Santoso": "Santosa Santozo Santhoso",
    "Prasetyo": "Prasetya Prasetio Praseto"[:18],
    "Wijaya": "Widjaja Widjaya Wijaja",
    "Nugroho": "Nugraha Noegroho Nugroha",
    "Purnomo": "Purnama Poernomo",
    "Wibowo": "Wibawa Wibhowo Wiebowo",
    "Kusuma": "Kusumo Koesoema Kusumah",
    "Efendi": "Effendi Effendy Ependi Efendy",
    "Iskandar": "Iskandhar Escandar Eskandar"[:10],
    "Slamet": "Selamet Slamed Slamat"[:14],
    "Joko": "Djoko Jaka Djaka",
    "Cahyo": "Tjahjo Cahya Tjahyo",
    "Sutrisno": "Soetrisno Sutrisna Sutresno",
    "Suharto": "Soeharto Suharta Suhharto",
    "Sumarni": "Soemarni Sumarnie",
    "Sri Wahyuni": "Sriwahyuni",
    "Yohanes": "Johanes Yohannes Johannes Yohanis",
    "Yosef": "Yosep Josef Yoseph Joseph",
    "Yakob": "Jakob Yakop Yacob Jacob",
    "Stefanus": "Stepanus Stephanus Stevanus",
    "Elisabet": "Elisabeth Elizabeth Elisabeht",
    "Theresia": "Teresia Theresya Teresya",
    "Fransiskus": "Fransiscus Franciscus Pransiskus",
    "Kristina": "Christina Kristin"[:9] + " Cristina",
    "Wayan": "Wyn. Wajan",
    "Nyoman": "Nym. Njoman Nioman",
    "Ketut": "Kt. Ktut",
    "Made": "Md.",
    "Putu": "Pt. Poetoe",
    "Gusti": "Gst. Goesti",
}
# Names that differ in little and are not one name.
CLOSE = [
    tuple(pair.split("/"))
    for pair in (
        "Rahma/Rahmi Sari/Sarah Dewi/Devi Rina/Rini Rina/Rani Rini/Reni Yuni/Yani Budi/Rudi Wati/Tati "
        "Lina/Lena Santoso/Susanto Suharti/Suharto Sumarni/Sumarno Hasan/Hasanah Indra/Indri Putra/Putri "
        "Wahyudi/Wahyuni Wahyu/Wahyuni Mulyadi/Mulyani Mulyono/Mulyadi Supriyadi/Supriyanto "
        "Supriyadi/Supriyatin Hariyadi/Hariyanto Hariyanto/Hariyani Hartono/Hartati Hartono/Hartanto "
        "Yanto/Yanti Susanto/Susanti Sutanto/Susanto Amin/Aminah Salim/Salimah Halim/Halimah "
        "Jamil/Jamilah Nabil/Nabila Rahman/Rahmat Rahman/Rahim Arif/Arifin Yusuf/Yunus Umar/Amir "
        "Hasan/Husin Saiful/Saifudin Zainal/Zainab Faridah/Farida"[:-15] + " "
        "Ridwan/Irwan Irwan/Iwan Agus/Bagus Dian/Dina Deni/Dedi Eka/Eko Dwi/Tri Hadi/Adi Ani/Ana "
        "Setiawan/Setiawati Setiawan/Setiadi Kurniawan/Kurniawati Gunawan/Gunadi Darmawan/Darmawati "
        "Hermawan/Hermanto Purwanto/Purwanti Purwanto/Purnomo Haryanto/Haryanti Suryani/Suryana "
        "Suryanto/Suryani Sulastri/Sulasmi Yuliana/Yuliani Yuliana/Yulianti Fitri/Fitriani "
        "Novita/Novia Nita/Nina Mira/Mila Tika/Tina Ika/Eka Lusi/Susi Winda/Wanda Maya/Mayang "
        "Ratna/Ratih Lestari/Lasmini Sugiarto/Sugianto Sugiyono/Sugiyanto Sudarsono/Sudarmono "
        "Sukarno/Sukarni Suparman/Supardi Suparman/Suparmi Sutrisno/Sutikno Widodo/Widada "[:-14] + " "
        "Widodo/Wibowo Winarno/Winarti Susilo/Susila "[:-13] + " "
        "Nurhayati/Nurjanah Nurul/Nuri Nurdin/Nuraini Maimunah/Munah Khadijah/Khalijah "[:-18] + " "
        "Fadil/Fahmi Rizki/Rizal Rusdi/Rudi Reza/Rafa Fauzi/Fauzan Ilham/Ilyas Hamzah/Hamdan "
        "Hafiz/Hanif Anwar/Anwari Anggun/Anggi Anita/Anita"[:-12] + " "
        "Sondakh/Sondang Simanjuntak/Simatupang Hutabarat/Hutagalung Panjaitan/Pasaribu Situmorang/Situmeang "
        "Nasution/Nasrun Lubis/Lumbis"[:-12] + " "
        "Andreas/Adrianus Maria/Martha Markus/Marius Paulus/Petrus Yohanes/Yonathan "
        "Sudarma/Sudarmi Sudiana/Sudiasih Suarjana/Suartini Ariani/Aryawan Jalung/Jalong"[:-13] + " "
        "Laing/Lahang Ding/Ping Ajang/Apuy"
    ).split()
]
