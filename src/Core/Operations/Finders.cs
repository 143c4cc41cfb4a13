using System.Globalization;
using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>One thing that a text may have meant.</summary>
public sealed record Found(Guid Id, string Slug, string Label)
{
    /// <summary>What cards and the audit call it.</summary>
    public string Called { get; init; } = Label;

    /// <summary>What tells it from its namesakes: the customer, the state.</summary>
    public string? Detail { get; init; }

    /// <summary>In which its amounts are, where it has any: an amount that is given for it and names none is in that one.</summary>
    public Currency? Currency { get; init; }

    /// <summary>As menus and questions show it.</summary>
    public string Full => Detail is { Length: > 0 } ? $"{Label} ({Detail})" : Label;
}

/// <summary>Finds things of one kind by what people call them; binding, autocomplete and pickers share it.</summary>
public interface IFinder
{
    Type IdType { get; }

    /// <summary>"instance", as a sentence uses it.</summary>
    string Noun { get; }

    /// <summary>
    /// Best first: those whose id, slug or name is or contains the text, from three letters on, or begins with it; an empty text lists the
    /// likeliest.
    /// </summary>
    Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel);

    /// <summary>Everything whose id, slug or name is one of these; asked once for all words of a message.</summary>
    Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel);

    /// <summary>For a command that is being typed: the same, and what it can be done to now stands first.</summary>
    Task<IReadOnlyList<Found>> Suggest(NpgsqlConnection db, Spec command, string text, int limit, CancellationToken cancel) =>
        Find(db, text, limit, cancel);
}

/// <summary>Words that a text may well be, offered while somebody types it; what is none of them may still be meant.</summary>
public interface IWords
{
    /// <summary>Those that begin with or contain the text, best first; an empty text lists the likeliest.</summary>
    Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel);
}

/// <summary>The finder for each kind of thing, and the words for texts that have some.</summary>
public sealed class Finders(IEnumerable<IFinder> all, IEnumerable<IWords> words)
{
    readonly Dictionary<Type, IFinder> byType = all.ToDictionary(finder => finder.IdType);

    /// <summary>What is offered for the parameter while somebody types.</summary>
    public async Task<IReadOnlyList<Found>> Suggest(
        NpgsqlConnection db, Spec command, Parameter parameter, string text, int limit, CancellationToken cancel) =>
        parameter.Kind == ParameterKind.Reference ? await For(parameter.Type).Suggest(db, command, text, limit, cancel)
        : words.FirstOrDefault(one => one.GetType() == parameter.Words) is { } known
            ? [.. (await known.Fitting(db, text, limit, cancel)).Select(word => new Found(Guid.Empty, word, word))]
        : [];

    /// <summary>What cards and the audit call a thing of which only the id is at hand.</summary>
    public async Task<string> NameOf(NpgsqlConnection db, IId id, CancellationToken cancel) =>
        (await For(id.GetType()).Named(db, [id.ToString()!], cancel)).FirstOrDefault(found => found.Id == id.Value)?.Called
            ?? id.ToString()!;

    /// <summary>The ids among these words, for a finder of that kind of thing.</summary>
    internal static Guid[] IdsIn<T>(IReadOnlyList<string> names) where T : struct, IId<T> =>
        [.. names.Select(name => Ids.TryParse<T>(name, out var id) ? id.Value : (Guid?)null).OfType<Guid>()];

    /// <summary>The numbers among them, with a sign before them or without: #42.</summary>
    internal static long[] NumbersIn(IReadOnlyList<string> names) =>
    [
        .. from name in names
           let number = long.TryParse(name.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : -1
           where number >= 0
           select number,
    ];

    public IFinder For(Type idType) => byType.TryGetValue(idType, out var finder) ? finder
        : throw new InvalidOperationException($"Nothing finds a {idType.Name}; add an IFinder beside it.");
}
