using OpsBot.Core.Values;
using S = OpsBot.Core.Mails.MailState;

namespace OpsBot.Core.Mails;

public enum MailState { Waiting, Sent, HandedOver, Refused }

/// <summary>The life of a mail: it waits until somebody took it, however long that takes.</summary>
public static class MailLife
{
    public static readonly Move<S>
        Send = new("send", [S.Waiting]) { Done = S.Sent },
        // There is no mail server: people bring it.
        HandOver = new("hand over", [S.Waiting]) { Done = S.HandedOver },
        Refuse = new("be refused", [S.Waiting]) { Done = S.Refused };

    public static readonly Life<S> Of = new("a mail", S.Waiting, null, Send, HandOver, Refuse);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Sent => "🟢",
            S.Waiting => "🟡",
            S.HandedOver => "⚪",
            S.Refused => "🔴",
        };
    }
}
