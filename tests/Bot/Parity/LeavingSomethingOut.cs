using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>That the comparison sees what is missing: with one thing planted, it names it; with none, it is content.</summary>
public sealed class LeavingSomethingOut
{
    [Fact]
    public void Nothing_is_found_where_nothing_is_missing()
    {
        Assert.Empty(Comparison.Of(SlackSeen.Message(EveryPart.Reply), DiscordSeen.Message(EveryPart.Reply)));
        Assert.Empty(Comparison.Of(SlackSeen.Modal(EveryPart.Form), DiscordSeen.Modal(EveryPart.Form)));
    }

    [Fact]
    public void Each_part_is_missed_on_either_side()
    {
        // A line that divides has no words.
        foreach (var part in EveryPart.Reply.Parts.Where(part => part is not Line))
        {
            var less = EveryPart.Reply with { Parts = [.. EveryPart.Reply.Parts.Where(other => other != part)] };
            Missed(EveryPart.Reply, less, part.ToString()!);
        }
    }

    [Fact]
    public void Each_button_is_missed_with_its_line_its_question_and_its_look()
    {
        foreach (var button in EveryPart.Reply.Buttons) Missed(EveryPart.Reply,
            EveryPart.Reply with { Buttons = [.. EveryPart.Reply.Buttons.Where(other => other != button)] }, button.Label);
        var first = EveryPart.Reply.Buttons[0];
        foreach (var changed in new[] { first with { Command = "/other" }, first with { InPlace = false }, first with { Confirm = "Sure?" },
            first with { Label = "Else" }, first with { Look = Look.Danger } })
            Missed(EveryPart.Reply, EveryPart.Reply with { Buttons = [changed, EveryPart.Reply.Buttons[1]] }, changed.ToString());
        Missed(EveryPart.Reply, EveryPart.Reply with { Heading = "Everything at onse" }, "heading");
        Missed(EveryPart.Reply, EveryPart.Reply with { Tone = Tone.Good }, "tone");
    }

    [Fact]
    public void Each_question_is_missed_with_all_that_is_said_about_it()
    {
        foreach (var input in EveryPart.Form.Inputs)
            Missed(EveryPart.Form, EveryPart.Form with { Inputs = [.. EveryPart.Form.Inputs.Where(other => other != input)] }, input.Name);
        var (text, choice) = (EveryPart.Form.Inputs[0], EveryPart.Form.Inputs[5]);
        foreach (var changed in new[] { text with { Label = "Other" }, text with { Hint = "Else" }, text with { Required = false },
            text with { Initial = "else" }, text with { MaxLength = 10, Initial = "x", MinLength = 0 }, text with { ManyLines = false } })
            Missed(EveryPart.Form, EveryPart.Form with { Inputs = [changed, .. EveryPart.Form.Inputs.Skip(1)] }, changed.ToString());
        Missed(EveryPart.Form,
            EveryPart.Form
            with { Inputs = [.. EveryPart.Form.Inputs.Select(input => input == choice ? input
            with { Choices = [new("a", "First"), new("b", "Third")] } : input)] }, "choices");
        Missed(EveryPart.Form, EveryPart.Form with { Parts = [EveryPart.Form.Parts[0]] }, "plan");
        Missed(EveryPart.Form, EveryPart.Form with { Title = "Something else that can be asked of somebody at once" }, "title");
    }

    [Fact]
    public void What_belongs_together_is_missed_where_it_is_torn()
    {
        Part[] whole = [new Fields([new("One field", "its value"), new("Other", "another")]),
            new Table([new("Name"), new("Size")], [["small", "3"], ["large", "12"]])];
        var torn = new Reply("x") { Parts = [new Fields([new("One field", "another"), new("Other", "its value")]),
            new Table([new("Size"), new("Name")], [["3", "small"], ["12", "large"]])] };
        Assert.Equal(4, Comparison.Torn(whole, DiscordSeen.Message(torn), "Discord").Count());
        Assert.Equal(4, Comparison.Torn(whole, SlackSeen.Message(torn), "Slack").Count());
        Assert.Empty(Comparison.Torn(EveryPart.Reply.Parts, SlackSeen.Message(EveryPart.Reply), "Slack")
            .Concat(Comparison.Torn(EveryPart.Reply.Parts, DiscordSeen.Message(EveryPart.Reply), "Discord")));
    }

    static void Missed(Reply whole, Reply less, string what)
    {
        Assert.True(Comparison.Of(SlackSeen.Message(whole), DiscordSeen.Message(less)).Count > 0,
            $"Discord lacks {what}, and nobody noticed.");
        Assert.True(Comparison.Of(SlackSeen.Message(less), DiscordSeen.Message(whole)).Count > 0,
            $"Slack lacks {what}, and nobody noticed.");
    }

    static void Missed(Form whole, Form less, string what)
    {
        Assert.True(Comparison.Of(SlackSeen.Modal(whole), DiscordSeen.Modal(less)).Count > 0, $"Discord lacks {what}, and nobody noticed.");
        Assert.True(Comparison.Of(SlackSeen.Modal(less), DiscordSeen.Modal(whole)).Count > 0, $"Slack lacks {what}, and nobody noticed.");
    }
}
