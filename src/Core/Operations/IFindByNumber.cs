using Npgsql;
using OpsBot.Core.Lists;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Finds what people call by a number, 42 or #42; what is no number of one is words of what it does, and to what.</summary>
interface IFindByNumber<TId> : IFinder where TId : struct, IId<TId>
{
    Type IFinder.IdType => typeof(TId);

    /// <summary>All that have one of these ids or numbers, by number.</summary>
    Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel);

    /// <summary>Those in which the words stand, what is open first, then the newest.</summary>
    Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel);

    async Task<IReadOnlyList<Found>> IFinder.Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel)
    {
        var bare = text.Trim().TrimStart('#');
        return await Named(db, [bare], cancel) is { Count: > 0 } named ? named : await Described(db, new Searched(bare), limit, cancel);
    }

    async Task<IReadOnlyList<Found>> IFinder.Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var (ids, numbers) = (Finders.IdsIn<TId>(names), Finders.NumbersIn(names));
        return ids.Length + numbers.Length == 0 ? [] : await Numbered(db, ids, numbers, cancel);
    }
}
