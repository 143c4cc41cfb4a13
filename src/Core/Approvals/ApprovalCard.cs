using OpsBot.Core.Access;
using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>How a request reads: to those who decide, to who asked, and once it has ended to everybody.</summary>
static class ApprovalCard
{
    // More names than this are a list nobody reads, and a ping nobody wanted.
    const int Mentions = 6;

    /// <summary>For the approvals channel; the deciders are mentioned, so that posting it notifies them.</summary>
    public static Reply ForDeciders(ApprovalCase one) => one.Request.State != ApprovalState.Pending ? Ended(one)
        : new($"Approval #{one.Request.Number}: {one.Request.Effect}")
        {
            Tone = one.Request.Plan.Reversible ? Tone.Neutral : Tone.Warning,
            Fact = (Words)$"asked by {one.Request.Asker}, decide by " + At.Deadline(one.Request.ExpiresAt),
            Parts = Parts(one),
            Buttons = [Approve(one), ApprovalButtons.Deny(one.Request.Number), ApprovalButtons.Details(one.Request.Number)],
        };

    /// <summary>The first answer to who asked. In direct messages the one message that follows stands right below it.</summary>
    public static Reply Asked(ApprovalCase one, bool direct) => new($"Asked for approval #{one.Request.Number}: {one.Request.Effect}")
    {
        Tone = Tone.Good,
        Parts = direct ? [new Small("How it stands is below.")] :
        [
            new Paragraph((Words)$"It runs as soon as it is approved. Needed: {one.StillNeeded}, by "
                + At.Deadline(one.Request.ExpiresAt) + "."),
            new Small("I keep you posted in our direct messages."),
        ],
        Buttons = direct ? [] : [ApprovalButtons.Cancel(one.Request.Number)],
    };

    /// <summary>For who asked: where it stands, and a way to cancel it.</summary>
    public static Reply ForAsker(ApprovalCase one) => one.Request.State != ApprovalState.Pending ? Ended(one)
        : new($"Waiting for approval #{one.Request.Number}: {one.Request.Effect}")
        {
            Parts =
            [
                new Paragraph($"It runs as soon as it is approved; you will be told here. Still needed: {one.StillNeeded}."),
                new Fields([.. Slots(one, mention: false), Until(one.Request)]),
            ],
            Buttons = [ApprovalButtons.Details(one.Request.Number), ApprovalButtons.Cancel(one.Request.Number)],
        };

    /// <summary>For one reader, with the buttons that this reader can use.</summary>
    public static Reply For(ApprovalCase one, Operator reader) =>
        one.Request.State != ApprovalState.Pending ? Ended(one) : ForDeciders(one) with
    {
        Buttons =
        [
            .. Approve(one).If(one.MayNotApprove(reader) is null),
            .. ApprovalButtons.Deny(one.Request.Number).If(one.MayNotDecide(reader) is null),
            // Who may deny it needs no second way to end it.
            .. ApprovalButtons.Cancel(one.Request.Number).If(
                reader.Id == one.Request.AskedBy || (reader.May(Role.Admin) && one.MayNotDecide(reader) is not null)),
        ],
    };

    /// <summary>What is left on every copy after the end: how it went, and nothing to click.</summary>
    public static Reply Ended(ApprovalCase one)
    {
        var (tone, word, sentence) = one.Outcome;
        return new($"{word} #{one.Request.Number}: {one.Request.Effect}") { Tone = tone,
            Parts = [new Paragraph(sentence), new Small(Whose(one))] };
    }

    /// <summary>The end as who asked reads it, and what can be done next; what it answered only where that stands nowhere else.</summary>
    public static Reply EndedForAsker(ApprovalCase one, Reply? result)
    {
        if (result is { Audience: Audience.Room } && one.Request.RoomPlace is not null)
            return Ended(one) with { Buttons = result.Buttons };
        var again = one.Request.State != ApprovalState.Approved && one.Request.Line.Length <= 1500;
        return Ended(one) with
        {
            Parts =
            [
                new Paragraph(one.Outcome.Sentence),
                // Why it failed stands in the sentence.
                .. one.Request.Ran == RunState.Done ? result?.Parts ?? [] : [],
                new Small(Whose(one)),
            ],
            Buttons = result?.Buttons ?? (again ? [new Button("Ask again", one.Request.Line)] : []),
        };
    }

    /// <summary>One sentence and what to click; the card it reminds of stands further up.</summary>
    public static Reply Reminder(ApprovalCase one) => new($"Reminder: #{one.Request.Number} still waits")
    {
        Tone = Tone.Warning,
        Anew = true,
        Parts =
        [
            new Paragraph(Words.Of(new Strong(one.Request.Effect),
                new Plain($", asked by {one.Request.Asker}: “{one.Request.Reason}”. Decide by "), At.Deadline(one.Request.ExpiresAt),
                new Plain($". Still needed: {ApprovalWords.People(one.Open)}: ")) + Mentioned(one.Deciders) + "."),
        ],
        Buttons = [Approve(one), ApprovalButtons.Deny(one.Request.Number), ApprovalButtons.Details(one.Request.Number)],
    };

    /// <summary>What is left of a reminder: a line, because the card right above says the rest.</summary>
    public static Reply ReminderEnded(ApprovalCase one) => new("")
    {
        Parts = [new Small($"#{one.Request.Number} {one.Request.Effect}: {one.Outcome.Word.ToLowerInvariant()}")],
    };

    /// <summary>What is left of what one person opened for themselves: how it went, and nothing that the card says, too.</summary>
    public static Reply CopyEnded(ApprovalCase one) => new("")
    {
        Parts = [new Small((Words)$"{one.Outcome.Word} #{one.Request.Number}: {one.Request.Effect}. " + one.Outcome.Sentence)],
    };

    static IReadOnlyList<Part> Parts(ApprovalCase one) =>
    [
        new Paragraph(Words.Of(new Strong(one.Request.Asker), new Plain($" {one.Request.Asks}: “{one.Request.Reason}”"))),
        .. Plans.Parts(one.Request.Plan),
        .. one.Beside,
        new Fields([.. Slots(one, mention: true), Until(one.Request)]),
        .. TooLimited(one),
        Fingerprint(one.Request),
    ];

    static IEnumerable<Field> Slots(ApprovalCase one, bool mention) => one.Parts.Select(part => new Field($"Approval by {part.Role.AsOne}",
        part.By is { } by
            ? Filled(one, by) : (Words)"waiting for " + Names([.. one.Deciders.Where(person => person.Role >= part.Role)], mention)));

    static Words Names(IReadOnlyList<Teammate> people, bool mention) =>
        mention ? Mentioned(people) : ApprovalWords.AnyOf([.. people.Select(person => person.Name)]);

    static Words Filled(ApprovalCase one, Operator by)
    {
        var vote = one.Approvals.First(vote => vote.OperatorId == by.Id);
        return (Words)$"{by.Name}, " + new At(vote.DecidedAt) + (vote.Note is null ? "" : $": “{vote.Note}”");
    }

    static Words Mentioned(IReadOnlyList<Teammate> people)
    {
        if (people.Count == 0) return "nobody on the team right now";
        var spans = new List<Span>();
        foreach (var (i, person) in people.Take(Mentions).Index())
        {
            if (i > 0) spans.Add(new Plain(i == people.Count - 1 ? " or " : ", "));
            spans.Add(new Someone(person.Name, person.ChatAccounts));
        }
        if (people.Count > Mentions) spans.Add(new Plain(" or another"));
        return new(spans);
    }

    static IEnumerable<Part> TooLimited(ApprovalCase one) => one is { TooLimited: { Count: > 0 } people, Request.Plan.Amount: { } amount }
        ? [new Small($"Not by their limits: {string.Join("; ", people.Select(person => $"{person.Name} ({person.WhyTooMuch(amount)})"))}.")]
        : [];

    static Field Until(Approval request) => new("Decide by", At.Deadline(request.ExpiresAt));

    static Small Fingerprint(Approval request) => new(Words.Of(
        new Plain("What runs is this and nothing else: if anything about it changes, it does not run. Its code: "),
            new Code(request.ShortDigest),
        new Plain(request.Policy > 0 ? $" · by version {request.Policy} of the policy · " : " · "), new Code("/" + request.Operation)));

    // A note of who approved stands beside the name: it may be why.
    public static string Whose(ApprovalCase one) => Byline.Of(one.Request.Asker,
        [.. one.Approvals.Select(vote => vote.Note is null ? vote.Name : $"{vote.Name} (“{vote.Note}”)")], one.Request.Reason);

    static Button Approve(ApprovalCase one) => ApprovalButtons.Approve(one.Request.Number, one.Request.Digest, one.Request.Effect,
        one.Request.Plan.Reversible, one.Open.Count == 1);
}
