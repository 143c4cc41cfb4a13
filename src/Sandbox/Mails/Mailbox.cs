using MimeKit;

namespace OpsBot.Sandbox.Mails;

/// <summary>A mail that a pretend customer got.</summary>
public sealed record ReceivedMail(int Number, DateTimeOffset At, string To, MimeMessage Message)
{
    public string Subject => Message.Subject ?? "";

    public string Text => Message.TextBody ?? "";

    public string MessageId => Message.MessageId ?? "";

    public IReadOnlyList<MimePart> Files => [.. Message.Attachments.OfType<MimePart>()];
}

/// <summary>All that pretend customers got, whoever they are, and what may go wrong on the way to them.</summary>
public sealed class Mailbox(TimeProvider time)
{
    const int MostKept = 1_000;

    readonly Lock gate = new();
    readonly List<ReceivedMail> received = [];
    int count;

    /// <summary>Until then, nobody is let in.</summary>
    public DateTimeOffset? AwayUntil { get; set; }

    /// <summary>Whoever it is for, it says that there is nobody of that name.</summary>
    public bool KnowsNobody { get; set; }

    /// <summary>"Later", it says to the next so many mails.</summary>
    public int SaysLater { get; set; }

    /// <summary>It takes the next mail, and the line breaks before it has said so.</summary>
    public bool LosesItsAnswer { get; set; }

    public bool IsAway => AwayUntil > time.GetUtcNow();

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ReceivedMail> All
    {
        get
        {
            lock (gate) return [.. received.AsEnumerable().Reverse()];
        }
    }

    public ReceivedMail? Find(int number)
    {
        lock (gate) return received.Find(mail => mail.Number == number);
    }

    public void GoAway(TimeSpan length) => AwayUntil = time.GetUtcNow() + length;

    public void Calm() => (AwayUntil, KnowsNobody, SaysLater, LosesItsAnswer) = (null, false, 0, false);

    /// <summary>It lies there now, for whoever it is to.</summary>
    public void Put(string to, MimeMessage message)
    {
        lock (gate)
        {
            received.Add(new(++count, time.GetUtcNow(), to, message));
            if (received.Count > MostKept) received.RemoveAt(0);
        }
    }
}
