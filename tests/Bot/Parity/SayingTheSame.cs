using System.Reflection;
using System.Text.Json.Serialization;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Chat;
using OpsBot.Tests.Rules;
using BlockKit = OpsBot.Sandbox.Slack.BlockKit;
using ComponentCheck = OpsBot.Sandbox.Discord.ComponentCheck;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>
/// What one platform shows, the other shows: whatever the product says, word for word, button for button, question for question.
/// </summary>
public sealed class SayingTheSame(Tour tour) : IClassFixture<Tour>
{
    [Fact]
    public void Every_reply_has_the_same_words_and_buttons_on_both() => Rule.Holds(
        from heard in tour.Replies
        from difference in Comparison.Of(SlackSeen.Message(heard.Reply!), DiscordSeen.Message(heard.Reply!))
        select $"{heard.After} → {heard.Reply!.Heading}: {difference}");

    [Fact]
    public void The_home_page_has_them_too() => Rule.Holds(
        from heard in tour.Replies
        where heard.Reply!.Buttons.Any(button => button.Command == "/ops home")
        from difference in Comparison.Of(SlackSeen.Message(heard.Reply!, Surface.Home), DiscordSeen.Message(heard.Reply!))
        select $"{heard.After} → {heard.Reply!.Heading}: {difference}");

    [Fact]
    public void What_belongs_together_stands_together_on_both() => Rule.Holds(
        from heard in tour.Replies
        from torn in Comparison.Torn(heard.Reply!.Parts, SlackSeen.Message(heard.Reply!), "Slack")
            .Concat(Comparison.Torn(heard.Reply!.Parts, DiscordSeen.Message(heard.Reply!), "Discord"))
        select $"{heard.After} → {heard.Reply!.Heading}: {torn}");

    [Fact]
    public void The_buttons_of_a_reply_are_there_however_long_it_is() => Rule.Holds(
        from heard in tour.Replies.Select(heard => heard.Reply!).Append(LongAnswer)
        from button in heard.Buttons
        from seen in new[] { (Platform: "Slack", Of: SlackSeen.Message(heard)), (Platform: "Discord", Of: DiscordSeen.Message(heard)) }
        where !seen.Of.Clicks.Any(click => click.Line == button.Command)
        select $"{heard.Heading}: {seen.Platform} lacks “{button.Label}”");

    [Fact]
    public void Whoever_is_mentioned_is_rung_on_both() => Rule.Holds(
        from reply in tour.Replies.Select(heard => heard.Reply!).Append(EveryPart.Reply)
        let meant = reply.Mentioned.ToList()
        let rung = DiscordReply.Render(reply).Mentions
        let written = SlackReply.Render(reply, Surface.Message).Blocks.ToJsonString()
        from someone in meant
        from missing in new[]
        {
            someone.On("discord") is { } account && !rung.Contains(account) ? "Discord" : null,
            someone.On("slack") is { } member && !written.Contains($"<@{member}>", StringComparison.Ordinal)
                && !written.Contains($"\\u003C@{member}\\u003E", StringComparison.Ordinal)
                && !written.Contains($"\"user_id\":\"{member}\"", StringComparison.Ordinal) ? "Slack" : null,
        }
        where missing is not null
        select $"{reply.Heading}: {missing} does not ring {someone.Name}");

    [Fact]
    public void Every_form_asks_the_same_questions_on_both() => Rule.Holds(
        from heard in tour.Forms
        // What was wrong with an answer each shows in its own way; see below.
        let form = heard.Form! with { Inputs = [.. heard.Form!.Inputs.Select(input => input with { Problem = null })] }
        from difference in Comparison.Of(SlackSeen.Modal(form), DiscordSeen.Modal(form))
        select $"{heard.After} → {form.Title}: {difference}");

    [Fact]
    public void Every_slip_is_shown_at_its_question_on_both() => Rule.Holds(
        from heard in tour.Forms
        let form = Wrong(heard.Form!)
        let discord = DiscordSeen.Modal(form)
        let slack = SlackSeen.Modal(form)
        from input in form.Inputs
        where input.Problem is not null
        let said = $"⚠️ {input.Problem!.Replace('\n', ' ')}"[..Math.Min(90, input.Problem!.Length)]
        let hint = discord.Inputs.Single(seen => seen.Name == input.Name).Hint
        where !hint.StartsWith(said, StringComparison.Ordinal) || !slack.Words.Contains(said, StringComparison.Ordinal)
        select $"{heard.After} → {heard.Form!.Title}: {input.Name} says “{hint}” in Discord, and in Slack “{slack.Words}”, instead of “{input.Problem}”");

    [Fact]
    public void Both_take_all_of_it() => Rule.Holds(
        from heard in tour.Heard
        from problem in heard.Reply is { } reply
            ? (List<string>)[.. BlockKit.CheckMessage(SlackReply.Render(reply, Surface.Message).Blocks).Select(problem =>
                problem.ToString()), .. ComponentCheck.Message(DiscordReply.Render(reply).Components).Select(problem => problem.ToString())]
            : [.. BlockKit.CheckView(SlackForm.View(heard.Form!, new(heard.Form!.Command, new SlackPlace.Person("U123")))!, "modal")
                .Select(problem => problem.ToString()), .. DiscordForm.Pages(heard.Form!).SelectMany((_, page) => ComponentCheck.Modal(
                DiscordForm.Modal(heard.Form!, new("draft", page), new Dictionary<string, string>(), new Dictionary<string, string>(),
                    new Dictionary<string, IReadOnlyList<Found>>()))).Select(problem => problem.ToString())]
        select $"{heard.After}: {problem}");

    [Fact]
    public void All_of_the_product_was_seen()
    {
        var commands = tour.Desk.Get<Catalog>().Entries.Where(entry => !entry.Spec.Hidden).Select(entry => $"/{entry.Command}").ToList();
        Assert.All(commands, command => Assert.Contains(tour.Replies, heard => heard.Reply!.Heading == command));
        var parts = tour.Replies.SelectMany(heard => heard.Reply!.Parts).Concat(EveryPart.Reply.Parts).Select(part => part.GetType())
            .ToHashSet();
        Assert.All(typeof(Part).GetCustomAttributes<JsonDerivedTypeAttribute>(), part => Assert.Contains(part.DerivedType, parts));
        var headings = tour.Replies.Select(heard => heard.Reply!.Heading.Split(' ')[0]).ToHashSet();
        Assert.Superset(new HashSet<string> { "Approval", "Waiting", "Asked", "Running", "Done", "Denied", "Cancelled", "Expired", "Not",
            "Failed", "Break-glass", "Audit" }, headings);
        var states = tour.Replies.SelectMany(heard => heard.Reply!.Parts).OfType<Progress>().SelectMany(progress => progress.Steps)
            .Select(step => step.State).ToHashSet();
        Assert.Equal(Enum.GetValues<StepState>(), states.Order());
        var inputs = tour.Forms.SelectMany(heard => heard.Form!.Inputs).Select(input => input.Kind).ToHashSet();
        Assert.Superset(new HashSet<ParameterKind> { ParameterKind.Text, ParameterKind.Reference, ParameterKind.Choice }, inputs);
    }

    // More than a message of either platform holds.
    static readonly Reply LongAnswer = new("Long")
    {
        Parts = [.. Enumerable.Range(1, 300).Select(number => new Paragraph($"Line {number} {new string('x', 60)}"))],
        Buttons = [new("Next", "/next"), new("Back", "/back") { InPlace = true }],
    };

    Form Wrong(Form form)
    {
        var errors = new FormCheck(tour.Desk.Get<Parser>(), tour.Desk.Get<OpsBot.Core.Operations.Binder>())
            .Errors(form.Command, [.. form.Inputs.Select(input => input.Name)],
            form.Inputs.Where(input => !input.Required || input.Kind is not ParameterKind.Text)
                .ToDictionary(input => input.Name, _ => "?!"));
        return form with { Inputs = [.. form.Inputs.Select(input => input with { Problem = errors.GetValueOrDefault(input.Name) })] };
    }
}
