using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>The button that leads on from something that was found.</summary>
sealed class WayToThing(Catalog catalog)
{
    public Button? To(IFinder finder, Found found) =>
        catalog.Entries.FirstOrDefault(entry => entry.IsQuestion && entry.Command.EndsWith(" show", StringComparison.Ordinal)
            && entry.Subject?.Type == finder.IdType) is { Subject: { } subject } show
            ? new Button("Show", CommandLine.Write(show.Command, [new(subject.Name, found.Slug)])) { Spoken = $"Show {found.Label}" }
        : WhatIsIts(finder, found) ?? AllOfThem(finder);

    // What has no page of its own is shown by what it has.
    Button? WhatIsIts(IFinder finder, Found found) => (
        from entry in catalog.Entries
        where entry.IsQuestion && (entry.Command.EndsWith(" list", StringComparison.Ordinal)
            || entry.Command.EndsWith(" check", StringComparison.Ordinal))
        from parameter in entry.Shown
        where parameter.Kind == ParameterKind.Reference && (Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type) == finder.IdType
        select new Button(entry.Command.EndsWith(" check", StringComparison.Ordinal) ? "Check" : $"Its {entry.Spec.Noun}s",
            CommandLine.Write(entry.Command, [new(parameter.Name, found.Slug)]))
        {
            Spoken = entry.Command.EndsWith(" check", StringComparison.Ordinal) ? $"Check {found.Called}"
                : $"The {entry.Spec.Noun}s of {found.Label}",
        }).FirstOrDefault();

    // A list of their own: the orphans.
    Button? AllOfThem(IFinder finder) => (
        from entry in catalog.Entries
        where entry.IsQuestion && !entry.Spec.Hidden
            && (entry.Command.EndsWith($" {finder.Noun}s", StringComparison.Ordinal) || entry.Command == $"{finder.Noun} list")
        select new Button("All of them", $"/{entry.Command}") { Spoken = $"All {finder.Noun}s" }).FirstOrDefault();
}
