using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Calls the typed handler of an operation that is only known as an object.</summary>
abstract class Invoker
{
    public abstract bool IsQuestion { get; }

    public abstract Type Handler { get; }

    public virtual Task<IReadOnlyList<Target>> Locks(IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
        throw new InvalidOperationException("A question locks nothing.");

    public virtual Task<Result<Plan>> Plan(IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
        throw new InvalidOperationException("A question has no plan.");

    public abstract Task<Result<IAnswer>> Run(IServiceProvider services, object operation, Work work, CancellationToken cancel);

    public static Invoker For(Type operation)
    {
        var contract = operation.GetInterfaces().Single(type => type.IsGenericType &&
            (type.GetGenericTypeDefinition() == typeof(IQuestion<,>) || type.GetGenericTypeDefinition() == typeof(ICommand<,>)));
        var open = contract.GetGenericTypeDefinition() == typeof(IQuestion<,>) ? typeof(Question<,>) : typeof(Command<,>);
        return (Invoker)Activator.CreateInstance(open.MakeGenericType(contract.GetGenericArguments()))!;
    }

    static Result<IAnswer> Widen<T>(Result<T> result) where T : IAnswer =>
        result.Failed(out var answer, out var refusal) ? refusal : Answered(answer);

    // An implicit conversion can't start at an interface, so the answer goes through its own type.
    static Result<IAnswer> Answered(IAnswer answer) => Result<IAnswer>.Of(answer);

    sealed class Question<TQuestion, TAnswer> : Invoker where TQuestion : IQuestion<TQuestion, TAnswer> where TAnswer : IAnswer
    {
        public override bool IsQuestion => true;

        public override Type Handler => typeof(IAnswerQuestion<TQuestion, TAnswer>);

        public override async Task<Result<IAnswer>> Run(IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
            Widen(await services.GetRequiredService<IAnswerQuestion<TQuestion, TAnswer>>().Answer((TQuestion)operation, work, cancel));
    }

    sealed class Command<TCommand, TAnswer> : Invoker where TCommand : ICommand<TCommand, TAnswer> where TAnswer : IAnswer
    {
        public override bool IsQuestion => false;

        public override Type Handler => typeof(IHandle<TCommand, TAnswer>);

        public override Task<IReadOnlyList<Target>> Locks(
            IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
            services.GetRequiredService<IHandle<TCommand, TAnswer>>().Locks((TCommand)operation, work, cancel);

        public override Task<Result<Plan>> Plan(IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
            services.GetRequiredService<IHandle<TCommand, TAnswer>>().Plan((TCommand)operation, work, cancel);

        public override async Task<Result<IAnswer>> Run(IServiceProvider services, object operation, Work work, CancellationToken cancel) =>
            Widen(await services.GetRequiredService<IHandle<TCommand, TAnswer>>().Handle((TCommand)operation, work, cancel));
    }
}
