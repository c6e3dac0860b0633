import { type SkipToken, useLazyQuery, useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { AddAssetDocument, AssignDeviceDocument, CancelTransactionDocument, CreateTransactionDocument, CreateWalletDocument, DeviceDocument, MeDocument, PassphrasesDocument, RegisterPassphraseDocument, RelayRpcDocument, SigningStatusDocument, TransactionDocument, TransactionsDocument, WalletDocument, WalletsDocument } from './graphql';
import type { AddAssetMutation, AddAssetMutationVariables, AssignDeviceMutation, AssignDeviceMutationVariables, CancelTransactionMutation, CancelTransactionMutationVariables, CreateTransactionMutation, CreateTransactionMutationVariables, CreateWalletMutation, CreateWalletMutationVariables, DeviceQuery, DeviceQueryVariables, MeQuery, MeQueryVariables, PassphrasesQuery, PassphrasesQueryVariables, RegisterPassphraseMutation, RegisterPassphraseMutationVariables, RelayRpcMutation, RelayRpcMutationVariables, SigningStatusSubscription, SigningStatusSubscriptionVariables, TransactionQuery, TransactionQueryVariables, TransactionsQuery, TransactionsQueryVariables, WalletQuery, WalletQueryVariables, WalletsQuery, WalletsQueryVariables } from './graphql';


export function useAddAssetMutation(
  options?: Omit<useMutation.Options<AddAssetMutation, AddAssetMutationVariables>, 'variables'>,
): useMutation.ResultTuple<AddAssetMutation, AddAssetMutationVariables> {
  return useMutation<AddAssetMutation, AddAssetMutationVariables>(AddAssetDocument, options);
}

export function useAssignDeviceMutation(
  options?: Omit<useMutation.Options<AssignDeviceMutation, AssignDeviceMutationVariables>, 'variables'>,
): useMutation.ResultTuple<AssignDeviceMutation, AssignDeviceMutationVariables> {
  return useMutation<AssignDeviceMutation, AssignDeviceMutationVariables>(AssignDeviceDocument, options);
}

export function useCancelTransactionMutation(
  options?: Omit<useMutation.Options<CancelTransactionMutation, CancelTransactionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CancelTransactionMutation, CancelTransactionMutationVariables> {
  return useMutation<CancelTransactionMutation, CancelTransactionMutationVariables>(CancelTransactionDocument, options);
}

export function useCreateTransactionMutation(
  options?: Omit<useMutation.Options<CreateTransactionMutation, CreateTransactionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateTransactionMutation, CreateTransactionMutationVariables> {
  return useMutation<CreateTransactionMutation, CreateTransactionMutationVariables>(CreateTransactionDocument, options);
}

export function useCreateWalletMutation(
  options?: Omit<useMutation.Options<CreateWalletMutation, CreateWalletMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateWalletMutation, CreateWalletMutationVariables> {
  return useMutation<CreateWalletMutation, CreateWalletMutationVariables>(CreateWalletDocument, options);
}

export function useDeviceQuery(
  options: SkipToken | (useQuery.Options<DeviceQuery, DeviceQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<DeviceQuery, DeviceQueryVariables>(DeviceDocument, options);
}

export function useDeviceLazyQuery(
  options?: useLazyQuery.Options<DeviceQuery, DeviceQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<DeviceQuery, DeviceQueryVariables>(DeviceDocument, options);
}

export function useMeQuery(
  options?: SkipToken | (useQuery.Options<MeQuery, MeQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<MeQuery, MeQueryVariables>(MeDocument, options ?? {});
}

export function useMeLazyQuery(
  options?: useLazyQuery.Options<MeQuery, MeQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<MeQuery, MeQueryVariables>(MeDocument, options);
}

export function usePassphrasesQuery(
  options?: SkipToken | (useQuery.Options<PassphrasesQuery, PassphrasesQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<PassphrasesQuery, PassphrasesQueryVariables>(PassphrasesDocument, options ?? {});
}

export function usePassphrasesLazyQuery(
  options?: useLazyQuery.Options<PassphrasesQuery, PassphrasesQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<PassphrasesQuery, PassphrasesQueryVariables>(PassphrasesDocument, options);
}

export function useRegisterPassphraseMutation(
  options?: Omit<useMutation.Options<RegisterPassphraseMutation, RegisterPassphraseMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RegisterPassphraseMutation, RegisterPassphraseMutationVariables> {
  return useMutation<RegisterPassphraseMutation, RegisterPassphraseMutationVariables>(RegisterPassphraseDocument, options);
}

export function useRelayRpcMutation(
  options?: Omit<useMutation.Options<RelayRpcMutation, RelayRpcMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RelayRpcMutation, RelayRpcMutationVariables> {
  return useMutation<RelayRpcMutation, RelayRpcMutationVariables>(RelayRpcDocument, options);
}

export function useSigningStatusSubscription(
  options: SkipToken | useSubscription.Options<SigningStatusSubscription, SigningStatusSubscriptionVariables>,
) {
  return useSubscription<SigningStatusSubscription, SigningStatusSubscriptionVariables>(SigningStatusDocument, options);
}

export function useTransactionQuery(
  options: SkipToken | (useQuery.Options<TransactionQuery, TransactionQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<TransactionQuery, TransactionQueryVariables>(TransactionDocument, options);
}

export function useTransactionLazyQuery(
  options?: useLazyQuery.Options<TransactionQuery, TransactionQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<TransactionQuery, TransactionQueryVariables>(TransactionDocument, options);
}

export function useTransactionsQuery(
  options: SkipToken | (useQuery.Options<TransactionsQuery, TransactionsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<TransactionsQuery, TransactionsQueryVariables>(TransactionsDocument, options);
}

export function useTransactionsLazyQuery(
  options?: useLazyQuery.Options<TransactionsQuery, TransactionsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<TransactionsQuery, TransactionsQueryVariables>(TransactionsDocument, options);
}

export function useWalletQuery(
  options: SkipToken | (useQuery.Options<WalletQuery, WalletQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<WalletQuery, WalletQueryVariables>(WalletDocument, options);
}

export function useWalletLazyQuery(
  options?: useLazyQuery.Options<WalletQuery, WalletQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<WalletQuery, WalletQueryVariables>(WalletDocument, options);
}

export function useWalletsQuery(
  options?: SkipToken | (useQuery.Options<WalletsQuery, WalletsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<WalletsQuery, WalletsQueryVariables>(WalletsDocument, options ?? {});
}

export function useWalletsLazyQuery(
  options?: useLazyQuery.Options<WalletsQuery, WalletsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<WalletsQuery, WalletsQueryVariables>(WalletsDocument, options);
}