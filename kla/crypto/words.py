"""1024 plain Indonesian words to read a fingerprint aloud; their order is part of the format."""

_TEXT = """
abad abai abjad acar acuan adab adat adil adonan agar ahli air ajaib ajang akal akar akhir akrab
aksara alam alamat alat alir almari alpukat alun aman amanat ambil anak anaman anda aneka anggrek
anggur angka angkasa angklung antar antik anting apel apik apung arang arena arif arsip artis arus
asah asam asap asin asri astronom asuh atas atlas atlet aula awal awan ayam ayun azan badak badut
bagan bagi bahagia bahan bahu bait baja bajak bakat bakau bakpao balai balap balas balik balkon
balok bambu ban bandara banding bangau bangku bangsa banjar bantal bantu bapak bara barang baris
baru basah basuh batang batas batu bawa bawah bayam bayang bayar bebas bebek beduk belah belakang
belalai belang beliung belok belut benang benar bendera benih benteng bentuk beras berita bersih
besi besok betah bibir bibit bicara bidan bijak biji bilah bilik bingkai bintang biola biru
blangkon boneka bonsai bor buaya bubuk bubur bukit bukti buku bulat bulu bumbu bumi bundar bunga
bungkus burung busur butir cabang cabut cagar cakap cakar cakram calon camar camilan candi
cangkang cangkir cantik canting capai capung cari cat catat cawan cekatan celah celengan cemara
cempaka cendekia cenderawasih cendol cepat cerah cerdas cerita cermat cermin ceruk cicak cilok
cincin ciri cita coba cocok cokelat contoh corong cuaca cucu cumi curah cuti dadu daerah dagang
dagu dahan dahulu dalang damai dampak dandang dapat dapur darat dasi datang datar dawai dawet daya
debar debu dedak delima delman deret desain detak detik dialog dinding dingin disiplin dokar
dokter domba dosen dua duduk dukung dulang dunia duta edar ejaan elang elok emas embun empat empuk
enau encer energi epik erat es esai fajar famili fasih fisik flora fokus gabah gading gado galah
gali gambang gambut gamelan ganda ganggang ganjil gantung garasi garis garpu garuda gatot gaun
gaya gelang gelar gelas gema gemar gembira gendang genggam genta gerak gerbang gerimis getah getar
getuk gigih giling gita gizi goreng gotong gubuk gudeg gugus gula guling gulung gunting gurami
gurih guru hadiah hadir hafal halaman halus hangat harap hari harimau harmoni harum hasil hati
helai hemat hening hibur hidung hidup hikmah hilir himpun hitung hormat huruf ibu ide ikal ikat
ikhlas iklan iklim ilalang imbang impian indera induk ingat inovasi insang insinyur inti irama
iris istana isyarat itik jadwal jaga jagung jahit jajan jala jalak jalur jam jambu jamur janggut
jangkar jantung jarak jari jarum jas jatah jauh jawab jejak jelas jelujur jemari jempol jemur
jendela jenis jepit jernih jeruji jinak jinten jitu johar jual juara judul jujur julang jumpa
jurang juru kabar kabel kabin kaca kacang kado kain kakak kakap kakek kaktus kaku kalender kalung
kamar kambing kancing kandang kangguru kantin kantong kantor kapal kapas kapten karang karet kartu
karung kasih kasir kasur katak katun kawah kawat kaya kayu kebaya kebun kecap kecipir kedai
kedelai kekar kelapa kelas kelinci keluarga kemah kemarin kembar kemeja kemiri kenari kencang
kendi kentang kentongan kenyang kepik kepiting kerabat keranjang kerapu kerbau kerikil keris kerja
kerudung kerupuk kesan ketan ketuk ketupat khas kiat kicau kijang kilat kilau kincir kipas kira
kirim kismis kita kiwi kolam koleksi kolong kompor konde koper kopra koran kota kotak kuali kuas
kuat kubus kucing kuda kue kuku kukus kulit kulkas kumbang kumpul kunang kunci kunjung kunyit
kuota kupu kura kurir kurma kurung kusen kutip laci lada ladang lahir lain lajur laku lampion
lampu langgam langit langkah lantai lantang lapang laras lari larut latih lawak layang layar lebah
lebar lebat legenda lekas leluhur lembah lembar lembayung lempar lempung lengan lengkung lensa
lentera lereng lestari letak lezat libur licin lidah lilin lima limau lincah lindung lingkar lipat
liput lirik listrik liter logam lokal loket lomba lonceng lontar lorong loteng luas lubuk lucu
luhur lukis lulus lumbung lumpia lumut luncur lurah lurik lusin lutut maaf magnet mahir mahkota
maju makan makna malam mandi mandiri mangga manis mantap manusia masak masuk mata mawar mebel
medan meja mekar melati melon menara mendung mentega mentimun menu merah merdeka merdu merpati
meter mimpi minat minum minyak mobil monitor motor muara mudah mujair mulai murah murai murid
musik musim mutiara nada naga naik nalar nampan nanas nangka nasihat naskah neraca nila nilai
nipah nomor notasi nuansa nusa nyala nyaman nyaring nyata nyiur oase obrolan olah olahraga ombak
onde ongkos orang orkes otak pabrik padang padat padu pagar pagi pahat pajak pakai palem palung
panah panci pandan pandu panen pangkal panjang pantai papan papaya parang parkir paruh pasang
pasir pasti patuh paus payung pedas pekan pelabuhan pelangi pelita pena pendapa pendek pentas
penuh penyu perak peran pergi pertama pesan pesawat pesona peta petai peti petik petir piano pijar
pikir pilih pindah pinggir pintar pipa piring pisang pohon pojok pokok polos pondok potret puas
pucuk puding pukat pulang pulau puncak pundak puri pustaka putar putih putra radar radio ragam
rajin rajut rakit ramah ramai rambut rami rampung rancang rangkum ransel rantai rapat rapi rasa
ratus raut raya rebana rekan rela rembulan rencana renda rendang resep resmi restu ribu rimba
rinci ringan ringkas risalah rotan roti ruang rukun rumah rumput rumus rusa rute saat sabun sabut
sagu saji saku salak salin saluran sambal sampan sampul sandal santan santun sapa sapu sarang
sarapan sarung satu saudara sawah sawo sayap sayur sebar sedap sedia segera sehat sejarah sekolah
selada selalu selat selatan selendang selimut seluruh semak semangat semboyan semesta semua senam
senang sendok senja senter senyum sepatu sepeda seragam serasi serat seribu seruling setia siang
siar sikap sikat siku simpan simpul sinar singkat singkong sirih sisik sisir siswa soal sopan sore
suara suasana sudut suku sukun suling sumber sumur sungai surat susun sutra syair tabah tabir
tabung tahu tajam takar taktik talas tali tamu tanah tanam tangan tangga tangguh tanya tari taring
tas tawa tebal tebar tegak teguh tekad teladan telaga teluk teman tembaga tempat tenang tenda
tengah tepat tepi tepung teras terima teripang terompet tiang tiba tikar tim timba timbang tinggi
tinta tirai toko tokoh tomat topeng topi tradisi tugas tugu tulis tumbuh tumis tumpeng tuna tunggu
tupai turun ubi ucap udang ufuk ukir ukur ulas ulat ulin umum undang unggas unik untai untung
upaya urai urutan usaha usul utama utara vanili vas vokal wadah wahana wajah wajik waktu warga
warna warung wayang wisata wortel wujud yayasan zaitun zaman
"""

WORDS: tuple[str, ...] = tuple(_TEXT.split())
