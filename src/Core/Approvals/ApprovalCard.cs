using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>How a request reads: to those who decide, to who asked, and once it has ended to everybody.</summary>
static class ApprovalCard
{
    // More names than this are a list nobody reads, and a ping nobody wanted.
    const int Mentions = 6;

    /// <summary>For the approvals channel; the deciders are mentioned, so that posting it notifies them.</summary>
    public static Reply ForDeciders(Case one) => one.Request.State != ApprovalState.Pending ? Ended(one) : new($"Approval #{one.Request.Number}: {one.Request.Effect}")
    {
        Tone = one.Request.Plan.Reversible ? Tone.Neutral : Tone.Warning,
        Parts = Parts(one),
        Buttons = [Approve(one.Request), Deny(one.Request), Details(one.Request)],
    };

    /// <summary>The first answer to who asked. It has no buttons: not every platform can take them off a private answer later.</summary>
    public static Reply Asked(Case one) => new($"Asked for approval #{one.Request.Number}: {one.Request.Effect}")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph((Words)$"It runs as soon as it is approved. Needed: {one.StillNeeded}, until " + new At(one.Request.ExpiresAt) + "."),
            new Small(Words.Of(new Plain("I keep you posted in our direct messages. To take it back: "), new Code($"/approval cancel {one.Request.Number}"))),
        ],
    };

    /// <summary>For who asked: where it stands, and a way to take it back.</summary>
    public static Reply ForAsker(Case one) => one.Request.State != ApprovalState.Pending ? Ended(one) : new($"Waiting for approval #{one.Request.Number}: {one.Request.Effect}")
    {
        Parts =
        [
            new Paragraph($"It runs as soon as it is approved; you will be told here. Still needed: {one.StillNeeded}."),
            new Fields([.. Slots(one, mention: false), Until(one.Request)]),
            Bound(one.Request),
        ],
        Buttons = [Details(one.Request), Cancel(one.Request)],
    };

    /// <summary>For one reader, with the buttons that this reader can use.</summary>
    public static Reply For(Case one, Operator reader, DateTimeOffset now) => one.Request.State != ApprovalState.Pending ? Ended(one) : ForDeciders(one) with
    {
        Buttons =
        [
            // In place: whatever comes of the click stands there instead, so this copy has no buttons left either.
            .. one.MayNotApprove(reader, now) is null ? [Approve(one.Request) with { InPlace = true }] : Array.Empty<Button>(),
            .. one.MayNotDecide(reader, now) is null ? [Deny(one.Request)] : Array.Empty<Button>(),
            .. reader.Id == one.Request.AskedBy || reader.May(Role.Admin) ? [Cancel(one.Request) with { InPlace = true }] : Array.Empty<Button>(),
        ],
    };

    /// <summary>What is left on every copy after the end: the outcome, and nothing to click.</summary>
    public static Reply Ended(Case one)
    {
        var (tone, word, sentence) = one.Outcome;
        return new($"{word} #{one.Request.Number}: {one.Request.Effect}")
        {
            Tone = tone,
            Parts =
            [
                new Paragraph(sentence),
                .. one.Approvals.Where(vote => vote.Note is not null).Select(vote => new Paragraph($"{vote.Name}: “{vote.Note}”")),
                new Fields([new("On", one.Request.TargetLabel), new("Asked by", one.Request.Asker), new("Reason", one.Request.Reason)]),
                Bound(one.Request),
            ],
        };
    }

    public static Reply Reminder(Case one, DateTimeOffset now) => new($"#{one.Request.Number} still waits: {one.Request.Effect}")
    {
        Tone = Tone.Warning,
        Parts = [new Paragraph((Words)$"{(one.Request.ExpiresAt - now).InWords()} left. Still needed: {ApprovalWords.People(one.Open)}: " + Mentioned(one.Deciders) + ".")],
        Buttons = [Details(one.Request)],
    };

    static IReadOnlyList<Part> Parts(Case one) =>
    [
        new Paragraph(Words.Of(new Strong(one.Request.Asker), new Plain($" asks: “{one.Request.Reason}”"))),
        .. Plans.Parts(one.Request.Plan),
        new Fields([.. Slots(one, mention: true), Until(one.Request)]),
        Bound(one.Request),
    ];

    static IEnumerable<Field> Slots(Case one, bool mention) => one.Parts.Select(part => new Field($"Approval by {part.Role.AsOne}",
        part.By is { } by ? Filled(one, by) : (Words)"waiting for " + Names([.. one.Deciders.Where(person => person.Role >= part.Role)], mention)));

    static Words Names(IReadOnlyList<Teammate> people, bool mention) => mention ? Mentioned(people) : ApprovalWords.AnyOf([.. people.Select(person => person.Name)]);

    static Words Filled(Case one, Operator by)
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

    static Field Until(Approval request) => new("Decide by", new At(request.ExpiresAt));

    static Small Bound(Approval request) => new(Words.Of(
        new Plain("Bound to "), new Code(request.ShortDigest),
        new Plain(request.Policy > 0 ? $" · policy version {request.Policy} · " : " · "), new Code("/" + request.Operation)));

    // The click carries what its reader saw: it never decides about anything else.
    static Button Approve(Approval request) => new("Approve", $"/approval approve {request.Number} digest:{request.ShortDigest}")
    {
        Look = Look.Primary,
        Confirm = request.Plan.Reversible ? null : $"{request.Effect}? This cannot be taken back.",
    };

    static Button Deny(Approval request) => new("Deny", $"/approval deny {request.Number}") { Look = Look.Danger };

    static Button Details(Approval request) => new("Details", $"/approval show {request.Number}");

    static Button Cancel(Approval request) => new("Cancel the request", $"/approval cancel {request.Number}");
}
