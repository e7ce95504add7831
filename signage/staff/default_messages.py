"""The words of the messages that are prepared when the program is new, in the walls' languages.

No native speaker has reviewed them (docs/languages.md): read those of your languages before an event.
"""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A headline and a line of text."""

    title: str
    text: str = ""


EVACUATION: dict[str, Said] = {
    "en": Said("Leave the building now", "Follow the green exit signs. Do not use the lifts."),
    "ar": Said("غادروا المبنى الآن", "اتبعوا إشارات المخرج الخضراء. لا تستخدموا المصاعد."),
    "de": Said("Verlassen Sie jetzt das Gebäude", "Folgen Sie den grünen Schildern. Benutzen Sie keinen Aufzug."),
    "es": Said("Salgan ahora del edificio", "Sigan las señales verdes de salida. No usen los ascensores."),
    "fr": Said("Quittez le bâtiment maintenant", "Suivez les panneaux verts de sortie. N’utilisez pas les ascenseurs."),
    "he": Said("צאו מהבניין עכשיו", "עקבו אחר שלטי היציאה הירוקים. אין להשתמש במעליות."),
    "it": Said("Uscite subito dall’edificio", "Seguite i cartelli verdi di uscita. Non usate gli ascensori."),
    "ja": Said("今すぐ建物から出てください", "緑の出口標識に従ってください。エレベーターは使わないでください。"),
    "ko": Said("지금 건물에서 나가십시오", "녹색 비상구 표지를 따르십시오. 승강기를 이용하지 마십시오."),
    "nl": Said("Verlaat nu het gebouw", "Volg de groene borden. Gebruik de liften niet."),
    "pl": Said("Proszę natychmiast opuścić budynek", "Kieruj się zielonymi znakami wyjścia. Nie używaj wind."),
    "pt": Said("Saiam já do edifício", "Sigam a sinalização verde de saída. Não usem os elevadores."),
    "tr": Said("Binayı hemen terk edin", "Yeşil çıkış işaretlerini izleyin. Asansörleri kullanmayın."),
    "zh": Said("请立即离开大楼", "请按绿色出口标志行走。请勿使用电梯。"),
    "zh-Hant": Said("請立即離開大樓", "請依綠色出口標誌前進。請勿使用電梯。"),
}
SHELTER: dict[str, Said] = {
    "en": Said("Stay inside", "Keep away from doors and windows. Wait for instructions."),
    "ar": Said("ابقوا في الداخل", "ابتعدوا عن الأبواب والنوافذ. انتظروا التعليمات."),
    "de": Said("Bleiben Sie im Gebäude", "Halten Sie Abstand zu Türen und Fenstern. Warten Sie auf Anweisungen."),
    "es": Said("Permanezcan dentro", "Aléjense de puertas y ventanas. Esperen instrucciones."),
    "fr": Said("Restez à l’intérieur", "Éloignez-vous des portes et des fenêtres. Attendez les instructions."),
    "he": Said("הישארו בפנים", "התרחקו מדלתות ומחלונות. המתינו להנחיות."),
    "it": Said("Restate all’interno", "State lontani da porte e finestre. Attendete istruzioni."),
    "ja": Said("建物の中にいてください", "扉や窓から離れ、指示をお待ちください。"),
    "ko": Said("실내에 머무르십시오", "문과 창문에서 떨어져 안내를 기다리십시오."),
    "nl": Said("Blijf binnen", "Blijf uit de buurt van deuren en ramen. Wacht op aanwijzingen."),
    "pl": Said("Proszę pozostać w środku", "Trzymaj się z dala od drzwi i okien. Czekaj na instrukcje."),
    "pt": Said("Fiquem dentro do edifício", "Afastem-se de portas e janelas. Aguardem instruções."),
    "tr": Said("İçeride kalın", "Kapı ve pencerelerden uzak durun. Talimatları bekleyin."),
    "zh": Said("请留在室内", "请远离门窗，等待指示。"),
    "zh-Hant": Said("請留在室內", "請遠離門窗，等候指示。"),
}
ALL_CLEAR: dict[str, Said] = {
    "en": Said("It is over", "Thank you for your help. The programme goes on."),
    "ar": Said("انتهى الأمر", "شكرًا لتعاونكم. يستمر البرنامج."),
    "de": Said("Es ist vorbei", "Danke für Ihre Mithilfe. Das Programm geht weiter."),
    "es": Said("Ya ha pasado", "Gracias por su ayuda. El programa continúa."),
    "fr": Said("C’est terminé", "Merci de votre aide. Le programme continue."),
    "he": Said("האירוע הסתיים", "תודה על עזרתכם. התוכנית נמשכת."),
    "it": Said("È finita", "Grazie per l’aiuto. Il programma continua."),
    "ja": Said("終了しました", "ご協力ありがとうございました。プログラムを再開します。"),
    "ko": Said("상황이 끝났습니다", "협조해 주셔서 감사합니다. 행사를 계속합니다."),
    "nl": Said("Het is voorbij", "Dank voor uw hulp. Het programma gaat verder."),
    "pl": Said("Zagrożenie minęło", "Dziękujemy za pomoc. Program trwa dalej."),
    "pt": Said("Já passou", "Obrigado pela vossa ajuda. O programa continua."),
    "tr": Said("Tehlike sona erdi", "Yardımınız için teşekkürler. Program devam ediyor."),
    "zh": Said("情况已解除", "感谢您的配合。活动继续进行。"),
    "zh-Hant": Said("狀況已解除", "感謝您的配合。活動繼續進行。"),
}
