using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>The look itself, without a connection to the database; a fault of the outside is a refusal in a sentence.</summary>
public delegate Task<Result<TSeen>> Looking<TSeen>(CancellationToken cancel);

/// <summary>
/// What an operation needs from outside. It is looked up once the asker may and what they named is known, before the transaction is
/// opened; what was seen, or why nothing was, is a part of the answer.
/// </summary>
public interface ILookOutside<TOperation, TSeen> : ILookFor<TOperation> where TOperation : IOperation
{
    /// <summary>Where to look, as the database says; null where there is nothing to see.</summary>
    Task<Looking<TSeen>?> Aim(TOperation operation, NpgsqlConnection db, CancellationToken cancel);

    async Task<Func<CancellationToken, Task<object>>?> ILookOutside.Aim(
        object operation, NpgsqlConnection db, TimeProvider time, CancellationToken cancel) =>
        await Aim((TOperation)operation, db, cancel) is { } look ? within => InTime(look, time, within) : null;

    private async Task<object> InTime(Looking<TSeen> look, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await look(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return (Result<TSeen>)new Refusal($"{Whom} did not answer within {Limit.InWords()}.");
        }
    }
}

/// <summary>Whose look it is; asked for by this, and made when it is needed first.</summary>
public interface ILookFor<TOperation> : ILookOutside where TOperation : IOperation;

/// <summary>A look of any operation.</summary>
public interface ILookOutside
{
    /// <summary>Who is asked, at the beginning of a sentence: "The host".</summary>
    string Whom { get; }

    /// <summary>People wait for it.</summary>
    TimeSpan Limit => TimeSpan.FromSeconds(3);

    Task<Func<CancellationToken, Task<object>>?> Aim(object operation, NpgsqlConnection db, TimeProvider time, CancellationToken cancel);
}
