using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Discord;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Reads components as Discord shows them.</summary>
static class DiscordSeen
{
    public static Seen Message(Reply reply)
    {
        var rendered = DiscordReply.Render(reply);
        return new(Words(rendered.Components))
        {
            Clicks = [.. Shape.All(rendered.Components).SelectMany(component => Clicks(component, rendered))
                .Where(click => click.Line != reply.ShowAll)],
            Menus = [.. Shape.All(rendered.Components).Where(component => component.ContainsKey("placeholder"))
                .Select(menu => (string)menu["placeholder"]!)],
            Files = [.. rendered.Files.Where(file => file.FileName != "whole-answer.txt").Select(file => $"{file.FileName}: {file.Text}")],
            Whole = rendered.Files.FirstOrDefault(file => file.FileName == "whole-answer.txt")?.Text
                // One click away.
                ?? (Shape.All(rendered.Components).SelectMany(component => Clicks(component, rendered))
                    .Any(click => click.Line == reply.ShowAll) ? ReplyText.Of(reply) : null),
        };
    }

    /// <summary>All pages of it, one after the other.</summary>
    public static Seen Modal(Form form)
    {
        var pages = DiscordForm.Pages(form);
        var problems = form.Inputs.Where(input => input.Problem is not null).ToDictionary(input => input.Name, input => input.Problem!);
        var modals = pages.Select((_, number) => DiscordForm.Modal(form, new("draft", number), new Dictionary<string, string>(), problems,
            new Dictionary<string, IReadOnlyList<Found>>())).ToList();
        var said = Words(modals[0]["components"]);
        // The title stands in the bar, or as a heading where the bar is too short for it.
        var isBelow = Shape.Texts(modals[0]["components"]).Any(text => text.StartsWith("### ", StringComparison.Ordinal));
        var bar = pages.Count == 1 ? (string)modals[0]["title"]!
            : ((string)modals[0]["title"]!).Replace($" (1/{pages.Count})", "", StringComparison.Ordinal);
        return new(isBelow ? said : $"{bar}\n{said}")
        {
            Inputs = [.. modals.SelectMany(modal => modal["components"]!.AsArray()).Where(component => component!["component"] is not null)
                .Select(label => Input(label!.AsObject()))],
        };
    }

    static string Words(JsonNode? components)
    {
        var shown = string.Join('\n', [.. Shape.Texts(components).Select(MarkdownReader.Shown),
            .. Shape.Files(components).Where(name => name != "whole-answer.txt")]);
        foreach (var (account, name) in Tour.Names) shown = shown.Replace($"@{account}", name, StringComparison.Ordinal);
        return shown;
    }

    static IEnumerable<SeenClick> Clicks(JsonObject component, Rendered rendered)
    {
        if ((string?)component["custom_id"] is not { } id) return [];
        if ((int?)component["type"] != 3)
        {
            var click = Click(id, null, rendered);
            return [new((string)component["label"]!, click.Line, click.InPlace) { Confirm = click.Confirm,
                Look = (int?)component["style"] switch { 1 => "primary", 4 => "danger", _ => "normal" } }];
        }
        return Shape.Options(component).Select(option => (Option: option, Click: Click(id, (string)option["value"]!, rendered)))
            .Select(pair => new SeenClick($"{component["placeholder"]} {pair.Option["label"]}", pair.Click.Line,
                pair.Click.InPlace) { Confirm = pair.Click.Confirm, IsChosen = pair.Option.ContainsKey("default") });
    }

    static Click Click(string id, string? value, Rendered rendered) => Clickable.Read(id, value) switch
    {
        Clicked.Now now => now.Click,
        Clicked.Kept kept => rendered.Kept.Single(one => one.Key == kept.Key).Click,
        _ => throw new InvalidOperationException($"{id} says nothing."),
    };

    static SeenInput Input(JsonObject label)
    {
        var element = label["component"]!.AsObject();
        var isRequired = (int?)element["type"] != 23 && ((bool?)element["required"] ?? true);
        return new((string)element["custom_id"]!, (string)label["label"]!, isRequired)
        {
            Hint = (string?)label["description"] ?? "",
            Initial = (string?)element["value"]
                ?? (string?)Shape.Options(element).FirstOrDefault(option => option.ContainsKey("default"))?["value"]
                ?? (element["default"]?.GetValue<bool>() == true ? "yes" : ""),
            Choices = [.. Shape.Options(element).Select(option => $"{(string)option["value"]!} {(string)option["label"]!}")],
            MostCharacters = (int?)element["max_length"],
            HasManyLines = (int?)element["style"] == 2,
        };
    }
}
