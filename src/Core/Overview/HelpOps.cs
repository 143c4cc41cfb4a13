using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record HelpOps([Arg("a command, or its first word", Rest = true)] string? Topic = null) : IQuestion<HelpOps, Helped>
{
    public static Spec Spec { get; } = new("ops help", "What you can do, and how to type it") { Needs = Role.Nobody,
        Examples = ["/ops help", "/ops help instance stop"] };
}

public sealed record Helped(string Heading, IReadOnlyList<Part> Parts, IReadOnlyList<Button> Buttons) : IAnswer
{
    public Reply Say() => new(Heading) { Parts = Parts, Buttons = Buttons };
}

sealed class HelpOpsHandler(Catalog catalog) : IAnswerQuestion<HelpOps, Helped>
{
    public async Task<Result<Helped>> Answer(HelpOps question, Work work, CancellationToken cancel)
    {
        var role = work.IsStranger ? Role.Nobody : work.Operator.Role;
        // Help that lists what one may not do teaches people to ignore it.
        var mine = catalog.Entries.Where(entry => !entry.Spec.Hidden && role >= entry.Spec.Needs).ToList();
        var topic = question.Topic?.Trim().TrimStart('/').ToLowerInvariant() ?? "";
        var policy = await Policies.Current(work.Db, cancel);
        if (topic.Length == 0) return All(mine, work);
        if (mine.FirstOrDefault(entry => entry.Command == topic) is { } one) return One(one, role, policy);
        if (mine.Where(entry => entry.Spec.Noun == topic).ToList() is { Count: > 0 } noun) return Several($"/{topic}", noun, policy);
        // A verb alone is enough: "stop".
        if (mine.Where(entry => entry.Spec.Below == topic).ToList() is { Count: > 0 } verb)
            return verb.Count == 1 ? One(verb[0], role, policy) : Several($"“{topic}”", verb, policy);
        return work.IsStranger ? await Strangers.Refusal(work, cancel) : Unknown(Excerpt.Of(topic), mine);
    }

    static Refusal Unknown(string topic, IReadOnlyList<Entry> mine)
    {
        var names = mine.SelectMany(entry => new Named[] { new(entry, entry.Command), new(entry, entry.Spec.Below) });
        WayOn all = new("All commands", "/ops help");
        return Nearest.To(topic, names, named => named.Name) is { Entry: var near }
            ? new($"There is no help on “{topic}”. Did you mean `{near.Command}`?") { WaysOn = [new(near.Command,
                $"/ops help {near.Command}"), all] }
            : new($"There is no help on “{topic}”.") { WaysOn = [all] };
    }

    sealed record Named(Entry Entry, string Name);

    static Helped All(IReadOnlyList<Entry> mine, Work work) => new("What you can do",
    [
        .. mine.GroupBy(entry => entry.Spec.Noun).Select(noun => new Item(
            Words.Of(new Strong("/" + noun.Key), new Plain("  " + Below([.. noun]))),
            [new Button("How", $"/ops help {noun.Key}") { InPlace = true }])),
        new Small(work.IsStranger
            ? "This account is not linked yet, so there is little it can do."
            : "With dry-run behind it, a command only says what it would do. Names, slugs and ids all work."),
        .. Alone.If(!work.IsStranger && work.Operator.Role == Role.SuperAdmin),
    ], work.IsStranger ? [new Button("Ask to be linked", "/ops join") { Look = Look.Primary }] : []);

    static string Below(IReadOnlyList<Entry> noun) =>
        noun is [{ Spec.IsAlone: true } alone] ? alone.Spec.Summary : string.Join(" · ", noun.Select(entry => entry.Spec.Below));

    static Helped Several(string heading, IReadOnlyList<Entry> entries, Policy policy) => new(heading,
    [
        .. entries.Select(entry => new Item(
            Words.Of(new Code(entry.Usage), new Plain($"\n{entry.Spec.Summary}{Needs(entry, policy)}")),
            [new Button("More", $"/ops help {entry.Command}") { InPlace = true }])),
    ], [new Button("All commands", "/ops help") { InPlace = true }]);

    static Helped One(Entry entry, Role role, Policy policy) => new($"/{entry.Command}",
    [
        new Paragraph(entry.Spec.Summary + "."),
        new Verbatim(entry.Usage),
        .. new Fields([.. entry.Shown.Select(Field)]).If(entry.Shown.Any()),
        .. new Title("For example").If(entry.Spec.Examples.Count > 0),
        .. new Verbatim(string.Join('\n', entry.Spec.Examples)).If(entry.Spec.Examples.Count > 0),
        new Small(entry.IsQuestion ? "Only reads; changes nothing."
            : $"Needs {Policies.Said(policy, entry)}{Besides(entry.Spec.Guard.Rights)}. Every run is audited."),
        .. Alone.If(role == Role.SuperAdmin
            && entry is { IsQuestion: false, Spec.Guard: { Kind: GuardKind.Approval, Rights: Rights.Untouched } }),
    ], [entry.Spec.IsAlone ? new Button("All commands", "/ops help") { InPlace = true }
        : new Button($"All of /{entry.Spec.Noun}", $"/ops help {entry.Spec.Noun}") { InPlace = true }]);

    static Field Field(Parameter parameter) => new(parameter.Name, parameter.Summary + (parameter.Required ? "" : " (optional)")
        + (parameter.Choices.Count > 0 ? $": {string.Join(", ", parameter.Choices)}" : ""));

    static Small Alone => new(Words.Of(new Plain("When it cannot wait for approval: "), new Code("--break-glass"),
        new Plain(" runs it alone. It shows first what it skips; every admin is told, and another one has to sign it off "
            + "within 24 hours.")));

    static string Besides(Rights rights) => rights switch
    {
        Rights.Untouched => "",
        Rights.Given => ", and no rule of the policy makes it less; there is no break-glass for giving rights",
        Rights.Taken => ", whatever the policy says",
        _ => throw new InvalidOperationException($"{rights} says nothing."),
    };

    static string Needs(Entry entry, Policy policy) =>
        entry.IsQuestion || Policies.Said(policy, entry) is var said && said == Guard.None.ToString() ? "" : $". Needs {said}";
}
