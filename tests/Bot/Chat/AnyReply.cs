using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>Replies and forms as no handler would write them: empty, endless, with text that tries to be markup.</summary>
static class AnyReply
{
    static readonly string[] nasty =
    [
        "", " ", "\n", "\0", "\u202Ereversed", "\uD83D", "😀", "<!channel> <@U123ABC> <https://evil.example|click>",
        "*bold* _it_ ~no~ `code` ```",
        "@here @everyone :skull:", "&lt;&amp;", "\u001b[31mred", "a\r\nb\tc", new('x', 160), new('é', 3_100), new('\uDE00', 3),
        "/instance stop acme", "line\n",
        "@everyone <@123456789012345678> <#123456789012345678> <@&123456789012345678> </ops help:123456789012345678> <t:1:R> <:skull:123456789012345678>", ":skull: :100: <a:b:1>",
        "[click](https://evil.example) <https://evil.example> https://evil.example discord://x",
        "# big\n-# small\n> quote\n>>> more\n- list\n+ list\n1. list\n  2. list",
        "||spoiler|| __under__ \\*not\\*", "`` ` ``` ````", "```js\nx\n```", "\\", "日本語", "1", ". one", "   ",
    ];

    static readonly Gen<string> text = Gen.Frequency(
        (4, ArbMap.Default.GeneratorFor<string>().Select(any => any ?? "")),
        (4, Gen.Elements(nasty)),
        (2, Gen.Choose(1, 40).Select(length => string.Concat(Enumerable.Repeat("word ", length)))),
        (1, Gen.Choose(1, 4_000).Select(length => string.Concat(Enumerable.Repeat("😀l", length)))));

    public static Arbitrary<string> Texts { get; } = Arb.From(text);

    static readonly Gen<string> label = Gen.Frequency((9, Gen.Elements("Status", "Stop", "acme-prod", "Next page")), (1, text));

    static readonly Gen<string> command = Gen.Frequency(
        (6, Gen.Elements("/instance list status:running page:2", "/instance list status:stopped page:2", "/instance list", "/x",
            "/instance logs acme-prod lines:100")),
        (1, Gen.Choose(1, 2_500).Select(length => "/" + new string('c', length))),
        (2, text));

    static readonly Gen<Words> words =
        from spans in Gen.OneOf(
            text.Select(one => (Span)new Plain(one)), text.Select(one => (Span)new Strong(one)), text.Select(one => (Span)new Code(one)),
            Gen.Choose(-2_000, 9_000)
                .Select(year => (Span)new At(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(year * 100 % 700_000))),
            Gen.Elements("U123ABC", "<!here>", "").Select(id => (Span)new Someone("Olivia", [new("slack", id)])),
            Gen.Elements("123456789012345678", "@everyone", "12", "").Select(id => (Span)new Someone("*Olivia*", [new("discord", id)])))
                .ListOf(6)
        select new Words([.. spans]);

    static readonly Gen<Tone> tone = Gen.Elements(Enum.GetValues<Tone>());

    static readonly Gen<Button> button =
        from name in label
        from line in command
        from look in Gen.Elements(Enum.GetValues<Look>())
        from inPlace in Gen.Elements(true, false)
        from confirm in Gen.Frequency((4, Gen.Constant<string?>(null)), (1, text.Select(one => (string?)one)))
        select new Button(name, line) { Look = look, InPlace = inPlace, Confirm = confirm };

    // A long list's entries: many of them, none of them long.
    static readonly Gen<Part> entry = Gen.OneOf(
        Gen.Constant((Part)new Line()),
        label.Select(one => (Part)new Paragraph(one)),
        from said in label from buttons in Some(button, 4) select (Part)new Item(said, buttons));

    static readonly Gen<Part> part = Gen.OneOf(
        words.Select(one => (Part)new Paragraph(one)),
        text.Select(one => (Part)new Title(one)),
        words.Select(one => (Part)new Small(one)),
        Gen.Constant((Part)new Line()),
        from mark in tone from said in words select (Part)new Notice(mark, said),
        text.Select(one => (Part)new Verbatim(one)),
        from name in Gen.OneOf(label, Gen.Elements("acme.log", "../../x", "größe.csv", "whole-answer.txt")) from content in text
            select (Part)new Attachment(name, content),
        from said in words from buttons in Some(button, 8) select (Part)new Item(said, buttons),
        from said in words from buttons in Some(button, 3) select (Part)new Pager(said, buttons),
        from fields in Some(from name in label from value in words select new Field(name, value), 20) select (Part)new Fields(fields),
        from bars in Some(from name in label from value in ArbMap.Default.GeneratorFor<int>() from mark in tone
            select new Bar(name, value, mark), 70) select (Part)new Bars(bars),
        from name in label from values in Some(ArbMap.Default.GeneratorFor<int>().Select(one => (long)one), 90)
            select (Part)new Sparkline(name, values),
        from title in text from unit in label from names in Some(text, 30) from kind in Gen.Elements(Enum.GetValues<ChartKind>())
            from series in Some(from name in label from values in Some(Gen.OneOf(Gen.Constant<double?>(null),
                ArbMap.Default.GeneratorFor<double>().Select(one => (double?)one)), 90) select new Series(name, values), 8)
            from marks in Some(from hours in Gen.Choose(-50, 50) from name in text from mark in Gen.Elements(Enum.GetValues<MarkKind>())
                select new Mark(DateTimeOffset.UnixEpoch.AddHours(hours), mark, name), 40)
            select (Part)new Chart(title, unit, series, marks)
            {
                Kind = kind, Names = names, From = DateTimeOffset.UnixEpoch, Until = DateTimeOffset.UnixEpoch.AddHours(24),
            },
        from steps in Some(from name in label from state in Gen.Elements(Enum.GetValues<StepState>()) from detail in text
            select new ProgressStep(name, state, detail), 60) select (Part)new Progress(steps),
        from columns in Some(label.Select(name => new Column(name)), 24) from rows in Some(Some(Gen.Frequency((30, label), (1, text)), 24),
            130) select (Part)new Table(columns, rows),
        from pickers in Some(
            from name in label from options in Some(from option in label from line in command select new PickerOption(option, line), 120)
                select new Picker(name, options, "Stop"), 6)
        select (Part)new Pickers(pickers));

    public static Arbitrary<Reply> Replies { get; } = Arb.From(
        from heading in text
        from mark in tone
        from parts in Gen.Frequency((6, Some(part, 12)), (1, Some(entry, 120)))
        from buttons in Gen.Frequency((6, Some(button, 6)), (1, Some(button, 130)))
        select new Reply(heading) { Tone = mark, Parts = parts, Buttons = buttons });

    static readonly Gen<Input> input =
        from number in Gen.Choose(0, 60)
        from kind in Gen.Elements(Enum.GetValues<ParameterKind>())
        from name in label
        from hint in text
        from initial in Gen.OneOf(text, Gen.Elements("7", "2026-01-31", "yes", "a"))
        from problem in text
        from least in Gen.Choose(-5, 5_000)
        from most in Gen.Choose(-5, 5_000)
        from required in Gen.Elements(true, false)
        from choices in Some(from value in Gen.OneOf(text, Gen.Elements("a", "b", "c")) from shown in label
            select new InputChoice(value, shown), 120)
        select new Input($"input-{number}", name, kind)
        {
            Hint = hint, Initial = initial, Problem = problem, MinLength = least, MaxLength = most, Required = required,
            ManyLines = required, Choices = choices,
        };

    public static Arbitrary<Form> Forms { get; } = Arb.From(
        from title in text
        from submit in label
        from parts in Some(part, 12)
        from inputs in Some(input, 60)
        select new Form(title, submit, "/instance stop acme-prod") { Parts = parts, Inputs = inputs, Seen = "digest" });

    static Gen<IReadOnlyList<T>> Some<T>(Gen<T> one, int most) =>
        from count in Gen.Choose(0, most) from many in one.ListOf(count) select (IReadOnlyList<T>)[.. many];
}
